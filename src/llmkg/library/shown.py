"""Values of the model as a notebook shows them.

They are the model's own, field by field, and equal to each other as those are; beside that they
know the knowledge graph they came from, for their citation and its language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from llmkg.library import columns
from llmkg.library.frames import (
    MOST_SHOWN,
    Cell,
    Column,
    documented,
    frame,
    html_table,
    level_words,
    name,
    words,
)
from llmkg.model import argument, claim, explanation, lineage, question, source, tension, thing
from llmkg.model.proposition import Object, Quantity, Value
from llmkg.quote.citing import cite
from llmkg.quote.marks import escaped
from llmkg.vocab import compact

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from llmkg.library.graph import KnowledgeGraph

T = TypeVar("T")
_FLAT: Final = frozenset({str, int, float, bool, type(None), dict})
_STANCES: Final = {"asserts": "asserts", "denies": "denies", "leavesOpen": "leaves open"}


class _Shown:
    """Knows where it came from; what was unpickled or replaced does not, and speaks English."""

    __slots__ = ()

    @property
    def _graph(self) -> KnowledgeGraph | None:
        return getattr(self, "_kg", None)

    @property
    def _lang(self) -> str:
        return self._graph.lang if self._graph is not None else "en"


class _Listed(_Shown):
    """A value that is a list of others: one table."""

    __slots__ = ()

    def _listed(self) -> tuple[Sequence[Column[Any]], Sequence[Any], str]:
        raise NotImplementedError

    @property
    def columns(self) -> Mapping[str, str]:
        """The columns of `to_frame()`: what each one means, by name."""
        return documented(self._listed()[0])

    def to_frame(self, *, lang: str | None = None) -> pd.DataFrame:
        """The list as a frame of pandas; MissingExtraError where pandas is not installed."""
        found, items, _ = self._listed()
        levels = self._graph.levels if self._graph is not None else ()
        return frame(found, items, levels, lang or self._lang)

    def _repr_html_(self) -> str:
        found, items, caption = self._listed()
        shown = [column for column in found if column.shown]
        rows = [[column.value(item, self._lang) for column in shown] for item in items[:MOST_SHOWN]]
        return html_table(
            [each.name for each in shown], rows, caption=caption, total=len(items), lang=self._lang
        )


class Claim(_Shown, claim.Claim):
    """A source saying something at a place, with its own confidence and hedge."""

    __slots__ = ("_kg",)

    def __repr__(self) -> str:
        return f"<Claim {compact(self.iri)} {self.stance.value}, {self.confidence.name}>"

    def _repr_markdown_(self) -> str:
        """The claim with its level, hedge and citation, to paste into a text."""
        lang = self._lang
        said = words(self.label, lang) or self.proposition.text(lang, "en", "zh")
        hedge = ", ".join(each.value for each in self.hedge)
        lines = [
            f"> {escaped(said)}",
            "",
            f"**{escaped(self.source.text(lang, 'en', 'zh'))}** {_STANCES[self.stance.value]} it: "
            f"{level_words(self.confidence, lang)}"
            + (f", hedged “{escaped(hedge)}”" * bool(hedge)),
            "",
        ]
        if self._graph is not None:
            lines.append(escaped(cite(self._graph.base, self.iri, lang).written) + "  ")
        lines.append(f"[{escaped(compact(self.iri))}]({self.iri})")
        return "\n".join(lines)


class Argument(_Listed, argument.Argument):
    """Everything said on a proposition, for and against; as a table, its claims."""

    __slots__ = ("_kg",)

    def __repr__(self) -> str:
        stands = f", {self.assessment.effective.name}" if self.assessment else ""
        said = compact(self.proposition.iri)
        counts = f"{len(self.asserted)} for, {len(self.denied)} against, {len(self.left_open)} open"
        return f"<Argument {said}{stands}: {counts}, {len(self.evidence)} evidence>"

    def _listed(self) -> tuple[Sequence[Column[Any]], Sequence[Any], str]:
        said = words(self.proposition.label, self._lang) or self.proposition.slug
        if self.assessment is not None:
            status = self.assessment.status.text(self._lang, "en", "zh")
            said += f" ({level_words(self.assessment.effective, self._lang)}; {status})"
        return columns.CLAIMS, self.claims, said


class Origins(_Listed, argument.AbilityOrigins):
    """Where an ability comes from, best confidence first; as a table, one origin a row."""

    __slots__ = ("_kg",)

    def __repr__(self) -> str:
        return f"<Origins of {compact(self.ability.iri)}: {len(self.origins)}>"

    def _listed(self) -> tuple[Sequence[Column[Any]], Sequence[Any], str]:
        return columns.ORIGINS, self.origins, self.ability.text(self._lang, "en", "zh")


class Lineage(_Listed, lineage.Lineage):
    """From what a model descends, nearest first; as a table, one step a row."""

    __slots__ = ("_kg",)

    def __repr__(self) -> str:
        return f"<Lineage of {compact(self.model.iri)}: {len(self.edges)} steps>"

    def _listed(self) -> tuple[Sequence[Column[Any]], Sequence[Any], str]:
        return columns.LINEAGE, self.edges, self.model.text(self._lang, "en", "zh")


class Explained(_Shown, explanation.Explained):
    """How sure a triple is and why, or what it lacks."""

    __slots__ = ("_kg",)

    @property
    def follows(self) -> bool:
        """Whether it follows at any level."""
        return self.level is not None

    def __repr__(self) -> str:
        stands = self.level.name if self.level else "does not follow"
        return f"<Explained {_fact(self.fact, 'en')}: {stands}>"

    def _repr_html_(self) -> str:
        lang = self._lang
        rows: list[list[Cell]] = []
        for number, why in enumerate(self.explanations, 1):
            for each in why.grounds:
                said = tuple(
                    f"{c.source.text(lang, 'en', 'zh')} {c.section or ''}" for c in each.claims
                )
                text = words(each.proposition.label, lang) or each.proposition.slug
                rows.append([number, text, each.level, said])
        rows += [
            ["kept out", words(p.label, lang) or p.slug, reason, None] for p, reason in self.against
        ]
        rows += [["missing", _fact(gap.missing, lang), None, None] for gap in self.gaps]
        stands = level_words(self.level, lang) if self.level else "does not follow"
        return html_table(
            ["explanation", "because", "level", "said by"],
            rows[:MOST_SHOWN],
            caption=f"{_fact(self.fact, lang)}: {stands}",
            total=len(rows),
            lang=lang,
        )


class _Card(_Shown):
    __slots__ = ()

    def _rows(self) -> list[tuple[str, Cell]]:
        raise NotImplementedError

    def _repr_html_(self) -> str:
        rows = self._rows()
        return html_table(["", ""], rows, caption="", total=len(rows), lang=self._lang)


class Thing(_Card, thing.Thing):
    """An identity of the catalogue."""

    __slots__ = ("_kg",)

    def __repr__(self) -> str:
        return f"<{self.kind.capitalize()} {compact(self.iri)}, {self.claims} claims>"

    def _rows(self) -> list[tuple[str, Cell]]:
        return [(each.name, each.value(self, self._lang)) for each in columns.THINGS]


class ThingCard(_Listed, thing.ThingCard):
    """A thing and what is said about it; as a table, the claims about it."""

    __slots__ = ("_kg",)

    @property
    def iri(self) -> str:
        """The IRI of the thing."""
        return self.thing.iri

    def __repr__(self) -> str:
        return f"<{compact(self.thing.iri)}: {len(self.statements)} statements>"

    def _listed(self) -> tuple[Sequence[Column[Any]], Sequence[Any], str]:
        said = [each for statement in self.statements for each in statement.claims]
        return columns.CLAIMS, said, words(self.thing.label, self._lang) or self.thing.slug


class Source(_Card, source.Source):
    """A source and its bibliographic record."""

    __slots__ = ("_kg",)

    def __repr__(self) -> str:
        return f"<Source {compact(self.iri)}, {self.claims} claims>"

    def _rows(self) -> list[tuple[str, Cell]]:
        return [(each.name, each.value(self, self._lang)) for each in columns.SOURCES]


class Tension(_Card, tension.Tension):
    """Claims that do not sit together."""

    __slots__ = ("_kg",)

    def __repr__(self) -> str:
        return f"<Tension {compact(self.iri)} between {len(self.between)}>"

    def _rows(self) -> list[tuple[str, Cell]]:
        return [(each.name, each.value(self, self._lang)) for each in columns.TENSIONS]


class OpenQuestion(_Card, question.OpenQuestion):
    """What a source says is unknown."""

    __slots__ = ("_kg",)

    def __repr__(self) -> str:
        return f"<OpenQuestion {compact(self.iri)}>"

    def _rows(self) -> list[tuple[str, Cell]]:
        return [(each.name, each.value(self, self._lang)) for each in columns.QUESTIONS]


_OURS: Final[Mapping[type, type]] = {
    claim.Claim: Claim,
    argument.Argument: Argument,
    argument.AbilityOrigins: Origins,
    lineage.Lineage: Lineage,
    explanation.Explained: Explained,
    thing.Thing: Thing,
    thing.ThingCard: ThingCard,
    source.Source: Source,
    tension.Tension: Tension,
    question.OpenQuestion: OpenQuestion,
}


def shown(graph: KnowledgeGraph, value: T) -> T:
    """The value, and every value in it, as the knowledge graph shows them."""
    return cast(T, _dressed(graph, value))


def _dressed(graph: KnowledgeGraph, value: Any) -> Any:
    kind = type(value)
    if kind in _FLAT:
        return value
    if kind is tuple:
        items = tuple(_dressed(graph, each) for each in value)
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
    if not is_dataclass(value):
        return value
    target = _OURS.get(kind, kind)
    given = {each.name: getattr(value, each.name) for each in fields(value)}
    made = {key: _dressed(graph, each) for key, each in given.items()}
    if target is kind and all(made[key] is each for key, each in given.items()):
        return value
    new = target(**made)
    if target is not kind:
        object.__setattr__(new, "_kg", graph)
    return new


def _fact(fact: explanation.Fact, lang: str) -> str:
    return (
        f"{name(fact.subject, lang)} – {name(fact.predicate, lang)} – {_object(fact.object, lang)}"
    )


def _object(value: Object, lang: str) -> str:
    if isinstance(value, Quantity):
        return value.as_printed or str(value.amount)
    return value.value if isinstance(value, Value) else value.text(lang, "en", "zh")
