"""The profile that claims are made by: `profile.json`, as tables to draw from."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from llmkg.bench.make.chance import Chance, Table

FILE: Final = "profile.json"
STANCES: Final = ("asserts", "denies", "leavesOpen")


class Row(NamedTuple):
    """How a claim says what it says: its stance, level and so on, as they go together."""

    stance: str
    level: str
    hedges: int
    lead: bool
    cites: int
    attributed: bool


class Conflict(NamedTuple):
    """A kind of tension: what its claims share, their number, whether it says what is meant."""

    kind: str
    near: str
    size: int
    intended: bool


class Reading:
    """What sources say that were read in one way: with their text at hand, or without."""

    def __init__(self, profile: dict[str, Any], name: str) -> None:
        claims = [(Row(*row), count) for row, count in profile["claims"][name]]
        self.claims = Table(claims)
        self.by_stance = {
            stance: Table((row, count) for row, count in claims if row.stance == stance)
            for stance in STANCES
        }
        self.turned = {
            stance: Table((row, count) for row, count in claims if row.stance != stance)
            for stance in STANCES
        }
        said = profile["said"][name]
        self.said = Table((key, said[key]) for key in ("new", "again", "elsewhere"))
        self.otherwise = (said["otherwise"], said["again"])
        evidence = profile["evidence"][name]
        # The first that a source cites is new: only the others can be one that it cited before.
        others = evidence["citations"] - evidence["sources"]
        self.cited_again = (evidence["citations"] - evidence["number"], others)
        self.types = _table(evidence["types"])
        self.based_on = _table(evidence["based on"])
        self.reported_in = _table(evidence["reported in"])
        self.anchored = (evidence["anchored"], evidence["number"])
        self.qualifies = (evidence["qualifies"], evidence["number"])
        self.tensions = Table((Conflict(*row), count) for row, count in profile["tensions"][name])
        self.questions = Table((tuple(row), count) for row, count in profile["questions"][name])
        newer = profile["newer"][name]
        self.newer = Table((tuple(row), count) for row, count in newer["that take back"])
        self.of_editions = newer["claims of editions"]


class Profile:
    """All of it."""

    def __init__(self, profile: dict[str, Any]) -> None:
        self.whole: dict[str, int] = profile["whole"]
        self.things: dict[str, list[int]] = profile["things"]
        sources = profile["sources"]
        self.sources: list[tuple[int, bool, bool]] = [tuple(r) for r in sources["with claims"]]
        self.without: int = sources["without"]
        self.creators = _table(sources["creators"])
        self.years = _table(sources["years"])
        self.precision = _table(sources["precision"])
        self.types = _table(sources["types"])
        self.characters: list[int] = sources["characters a claim"]
        self.propositions = Table((tuple(r), n) for r, n in profile["propositions"])
        self.text = Reading(profile, "text")
        self.read = Reading(profile, "read")
        self.open = Table(profile["open"].items())
        self.hedges = {
            level: {
                lang: Table((word, n) for (tag, word), n in rows if tag == lang)
                for lang in ("en", "zh")
            }
            for level, rows in profile["hedges"].items()
        }
        self.generations = _table(profile["generations"])
        self.spans: list[int] = profile["spans"]
        self.quantities: dict[str, Any] = profile["quantities"]
        self.zeros = _table(self.quantities["zeros"])
        self.labels: dict[str, dict[str, list[int]]] = profile["labels"]
        self.words = {lang: _table(rows) for lang, rows in profile["words"].items()}

    @property
    def block(self) -> int:
        """Claims that make up one whole of what was measured."""
        return self.whole["claims"]

    def reading(self, *, text: bool) -> Reading:
        """The tables for sources whose text is at hand, or those of which it is not."""
        return self.text if text else self.read


def between(chance: Chance, steps: list[int]) -> int:
    """A value as often as it was met, from the steps between the least and the greatest."""
    at = chance.below(len(steps) - 1)
    return steps[at] + chance.below(steps[at + 1] - steps[at] + 1)


@cache
def standard() -> Profile:
    """The profile of this project's own claims."""
    return Profile(measured())


@cache
def measured() -> dict[str, Any]:
    """The figures of this project's own claims, as `llmkg bench profile` prints them."""
    text = files("llmkg.bench.make").joinpath(FILE).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _table(rows: list[list[Any]]) -> Table[Any]:
    return Table((item, count) for item, count in rows)
