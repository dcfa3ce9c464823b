"""A picture of the comparison of servers: answers a second and p99, by kind of query."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from llmkg.errors import OutsideError, ParameterError
from llmkg.model.location import Location

if TYPE_CHECKING:
    from llmkg.bench.serve import Compared, Measured

KINDS: Final = (".svg", ".png", ".pdf")
_COLOURS: Final = ("#0b5394", "#c46a00", "#7a7a7a", "#a8326e", "#2e7d32")
_WIDTH: Final = 0.8  # of the bars of one query together


def check(file: Path) -> None:
    """Whether the picture can be drawn at all.

    Raises ParameterError for a suffix that is none of KINDS, OutsideError when the library that
    draws is not installed.
    """
    if file.suffix.lower() not in KINDS:
        raise ParameterError(
            f"{file.name} is no picture that can be drawn", mend=f"Use one of {', '.join(KINDS)}."
        )
    if find_spec("matplotlib") is None:
        raise OutsideError(
            "matplotlib, which draws the picture, is not installed",
            mend="Install it: pip install 'llmkg[bench]'.",
        )


def draw(compared: Sequence[Compared], file: Path) -> None:
    """Write the picture; its kind goes by the file's suffix.

    Raises what `check` raises, and OutsideError when the file cannot be written.
    """
    check(file)
    from matplotlib.figure import Figure  # noqa: PLC0415 - an extra

    rows = [(each, distinct) for each in compared for distinct in (True, False)]
    figure = Figure(figsize=(14, 3.4 * len(rows)), layout="constrained")
    axes = figure.subplots(len(rows), 2, squeeze=False)
    for (one, distinct), (rates, tails) in zip(rows, axes, strict=True):
        measured = [each for each in one.measured if each.distinct is distinct]
        quads = measured[0].quads if measured else 0
        texts = "distinct" if distinct else "repeated"
        _bars(rates, measured, [each.rate for each in measured])
        rates.set_title(f"{quads:,} quads, {texts} queries: answers a second")
        _bars(tails, measured, [each.p99 for each in measured])
        tails.set_title(f"{quads:,} quads, {texts} queries: p99 in milliseconds")
        ratios = "; ".join(
            f"{each.ratio:.2f} × {each.server}"
            for each in one.summaries
            if each.distinct is distinct
        )
        rates.set_xlabel(f"llmkg, geometric mean: {ratios}" if ratios else "")
    try:
        # Without a date, the same figures give the same file.
        figure.savefig(file, metadata={} if file.suffix == ".png" else {_dated(file): None})
    except OSError as error:
        raise OutsideError(
            f"The picture cannot be written: {error}", where=Location(str(file))
        ) from error


def _dated(file: Path) -> str:
    return "CreationDate" if file.suffix.lower() == ".pdf" else "Date"


def _bars(axes: Any, measured: Sequence[Measured], values: Sequence[float]) -> None:
    mixes = list(dict.fromkeys(each.mix for each in measured))
    servers = list(dict.fromkeys(each.server for each in measured))
    width = _WIDTH / max(1, len(servers))
    for number, server in enumerate(servers):
        own = {
            each.mix: value
            for each, value in zip(measured, values, strict=True)
            if each.server == server
        }
        places = [place + (number - (len(servers) - 1) / 2) * width for place in range(len(mixes))]
        heights = [max(own.get(mix, 0.0), 1e-3) for mix in mixes]
        colour = _COLOURS[number % len(_COLOURS)]
        axes.bar(places, heights, width, label=server, color=colour)
    axes.set_yscale("log")
    axes.set_xticks(range(len(mixes)), mixes)
    axes.grid(axis="y", alpha=0.3)
    if servers:
        axes.legend(fontsize="small")
