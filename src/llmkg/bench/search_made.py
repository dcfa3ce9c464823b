"""Made-up things to search among: as many as wanted, with names as real ones are.

A name is a real one in which some words were exchanged for others, rare ones mostly, so that the
vocabulary grows with the number of things as it does in a literature. The same seed gives the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from random import Random
from typing import Final

from llmkg.search.documents import Document
from llmkg.search.words import is_chinese
from llmkg.vocab import BASE

_ENGLISH: Final = re.compile(r"[A-Za-z]{5,}")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]{2}")
_RUN: Final = re.compile(r"[\u4e00-\u9fff]{3,}")
_EXCHANGED: Final = 0.3
_SYLLABLES: Final = (
    *("ba", "cor", "del", "fi", "gan", "hex", "il", "ju", "kal", "lor", "mi", "nex", "or", "pra"),
    *("qui", "ros", "sen", "tal", "ul", "ver", "wis", "xen", "yor", "zet"),
)
_CHARACTERS: Final = (
    "模型训练推理能力数据代码语言任务评测参数规模对齐指令微调样本思维链知识注意层网络优化"
)
_LEVELS: Final = ("Established", "WellSupported", "CorrelationNotCausation", "Conjectural")
_STATUSES: Final = ("Supported", "Contested", "Unsupported", "Open")


def made(real: Sequence[Document], claims: int, *, seed: int = 1) -> Iterator[Document]:
    """So many claims, and the propositions, evidence and things that go with so many.

    `real`: what a snapshot has, the names and the proportions of kinds are taken from it.
    """
    random = Random(seed)  # noqa: S311 - nothing is secret
    wanted = [each for each in real if each.kind != "term"]
    per_claim = len(wanted) / sum(each.kind == "claim" for each in wanted)
    english = [_word(random) for _ in range(2_000 + claims // 20)]
    chinese = [_pair(random) for _ in range(1_000)]
    # The n-th word comes up 1/n as often as the first.
    weights = list(accumulate(1 / rank for rank in range(1, len(english) + 1)))
    for number in range(round(claims * per_claim)):
        model = random.choice(wanted)
        words = iter(random.choices(english, cum_weights=weights, k=24))

        def other(match: re.Match[str], words: Iterator[str] = words) -> str:
            if random.random() > _EXCHANGED:
                return match[0]
            return random.choice(chinese) if is_chinese(match[0]) else next(words, match[0])

        slug = f"{model.iri.rpartition('/')[2][:40]}-{number}"
        states = model.kind in ("claim", "proposition")
        yield replace(
            model,
            iri=f"{BASE}{model.kind}/{slug}",
            names=tuple(_CHINESE.sub(other, _ENGLISH.sub(other, name)) for name in model.names),
            mentions=min(4_096, int(random.paretovariate(1.0))),
            level=random.choice(_LEVELS) if states else "",
            status=random.choice(_STATUSES) if model.kind == "proposition" else "",
        )


SORTS: Final = ("words", "phrases", "chinese", "misspelt", "some")
"""Of searches: words of a name, some side by side in quotation marks, a piece of a Chinese name,
words with slips of the pen, words of two names."""


def searches(made: Sequence[Document], number: int, *, seed: int = 1) -> dict[str, list[str]]:
    """What people would type to find some of these, so many of each sort."""
    random = Random(seed)  # noqa: S311 - as above
    names = [name for each in made for name in each.names]
    chinese = [run for name in names for run in _RUN.findall(name)]
    english = [name.split() for name in names if name.isascii() and " " in name]
    found: dict[str, list[str]] = {sort: [] for sort in SORTS}
    for _ in range(number):
        words = _some(random.choice(english), random)
        found["words"].append(" ".join(words))
        found["phrases"].append('"' + " ".join(words).replace('"', "") + '"')
        name = random.choice(chinese)
        start = random.randrange(len(name) - 1)
        found["chinese"].append(name[start : start + random.randint(2, 6)])
        found["misspelt"].append(" ".join(_slip(word, random) for word in words))
        found["some"].append(" ".join((*words[:2], *_some(random.choice(english), random)[:2])))
    return found


def _some(words: Sequence[str], random: Random) -> list[str]:
    """Up to four that stand side by side."""
    start = random.randrange(len(words))
    return list(words[start : start + random.randint(1, 4)])


def _word(random: Random) -> str:
    return "".join(random.choice(_SYLLABLES) for _ in range(random.randint(2, 4)))


def _pair(random: Random) -> str:
    return random.choice(_CHARACTERS) + random.choice(_CHARACTERS)


def _slip(word: str, random: Random) -> str:
    """The word with two letters exchanged, if it is long."""
    if len(word) < 6:  # noqa: PLR2004 - short ones are seldom mistaken
        return word
    at = random.randrange(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
