"""The colours of the levels, seen by readers whose eyes lack one kind of cone.

The matrices are those of Machado, Oliveira and Fernandes (2009) for full severity, over linear
sRGB; distances are Euclidean in Oklab, where 0.02 is about what one just notices.
"""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

STYLES = Path(__file__).parents[2] / "web" / "src" / "styles"
TOKENS = STYLES / "tokens.css"
SCHEMES = ("light", "dark")
APART = 0.075
GRAPHIC, TEXT = 3.0, 4.5  # WCAG 2.2, 1.4.11 and 1.4.3
SIGHT = {
    "all cones": np.eye(3),
    "no red": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no green": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "no blue": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def token(name, scheme):
    """A colour of the style sheet, in linear light."""
    found = re.search(
        rf"--{name}: light-dark\((#\w{{6}}), (#\w{{6}})\);", TOKENS.read_text("utf-8")
    )
    assert found, name
    hexes = found[1 + SCHEMES.index(scheme)]
    channels = np.array([int(hexes[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def oklab(linear):
    return TO_LAB @ np.cbrt(TO_CONES @ np.clip(linear, 0, 1))


def contrast(one, other):
    low, high = sorted(float(np.array([0.2126, 0.7152, 0.0722]) @ each) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("sight", SIGHT)
def test_levels_keep_apart_for_every_reader(scheme, sight):
    seen = {rank: oklab(SIGHT[sight] @ token(f"level-{rank}", scheme)) for rank in range(6)}
    near = {
        (one, other): round(float(np.linalg.norm(seen[one] - seen[other])), 3)
        for one, other in combinations(seen, 2)
    }
    assert min(near.values()) >= APART, near


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_lines_and_words_stand_out_from_what_they_are_on(scheme, ground):
    on = token(ground, scheme)
    for rank in range(6):
        assert contrast(token(f"level-{rank}", scheme), on) >= GRAPHIC, rank
    for name in ("ink", "quiet", "link", "seal", "asserts", "denies", "leaves-open"):
        assert contrast(token(name, scheme), on) >= TEXT, name


def test_a_language_changes_no_colour():
    """Contrast is looked at once for each scheme, in either language."""
    rule = re.compile(r"([^{};]*(?::lang\(|\[lang)[^{}]*)\{([^{}]*)\}")
    found = [
        match for path in STYLES.rglob("*.css") for match in rule.findall(path.read_text("utf-8"))
    ]
    assert len(found) > 3
    colours = re.compile(r"color|background|opacity|fill|stroke|filter|blend|shadow|visib|--")
    assert [each for each in found if colours.search(each[1])] == []


def test_two_colours_that_only_red_tells_apart_are_seen_as_one():
    """The simulation itself: what it is there to find, it finds."""
    red, green = np.array([0.6, 0.2, 0.1]), np.array([0.25, 0.31, 0.1])
    apart = np.linalg.norm(oklab(red) - oklab(green))
    assert apart > APART
    assert np.linalg.norm(oklab(SIGHT["no green"] @ red) - oklab(SIGHT["no green"] @ green)) < apart
