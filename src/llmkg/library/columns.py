"""The columns of each kind of table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

from llmkg.library.frames import Column, name, words
from llmkg.model.argument import Origin
from llmkg.model.claim import Claim
from llmkg.model.found import Hit
from llmkg.model.lineage import LineageEdge
from llmkg.model.question import OpenQuestion
from llmkg.model.source import Source
from llmkg.model.tension import Tension
from llmkg.model.text import Ref
from llmkg.model.thing import Thing

_IRI: Final = "IRI"
Columns: TypeAlias = tuple[Column[Claim], ...]

CLAIMS: Final[Columns] = (
    Column("claim", "IRI of the claim", lambda c, _: c.iri),
    Column(
        "text",
        "what is claimed, in our words",
        lambda c, lang: words(c.label, lang) or name(c.proposition, lang),
    ),
    Column("stance", "asserts, denies or leavesOpen", lambda c, _: c.stance.value),
    Column("confidence", "as the source states it (level)", lambda c, _: c.confidence, level=True),
    Column(
        "hedge",
        "hedging words of the source, as printed",
        lambda c, _: "; ".join(each.value for each in c.hedge) or None,
    ),
    Column("source", "IRI of the source", lambda c, _: c.source.iri),
    Column("source_name", "its name", lambda c, lang: name(c.source, lang), shown=False),
    Column("section", "of the source", lambda c, _: c.section),
    Column("proposition", "IRI of what is said", lambda c, _: c.proposition.iri, shown=False),
    Column("start", "offset in the text, in code points", lambda c, _: _start(c), shown=False),
    Column("end", "offset of its end, exclusive", lambda c, _: _end(c), shown=False),
    Column("evidence", "IRIs of the evidence it cites", lambda c, _: _iris(c.cites), shown=False),
)
THINGS: Final[tuple[Column[Thing], ...]] = (
    Column("iri", _IRI, lambda t, _: t.iri),
    Column("name", "label", lambda t, lang: words(t.label, lang) or t.slug),
    Column("kind", "model, ability, method …", lambda t, _: t.kind, shown=False),
    Column("definition", "what it is", lambda t, lang: words(t.definition, lang) or None),
    Column("claims", "how many claims speak about it", lambda t, _: t.claims),
    Column("same_as", "IRIs of the same elsewhere", lambda t, _: t.same_as, shown=False),
)
SOURCES: Final[tuple[Column[Source], ...]] = (
    Column("iri", _IRI, lambda s, _: s.iri),
    Column("title", "title", lambda s, lang: words(s.title, lang) or s.slug),
    Column("issued", "date, as precise as it is known", lambda s, _: s.issued),
    Column("language", "tag of its language", lambda s, _: s.language),
    Column("claims", "how many claims it makes", lambda s, _: s.claims),
)
TENSIONS: Final[tuple[Column[Tension], ...]] = (
    Column("iri", _IRI, lambda t, _: t.iri),
    Column("name", "what does not sit together", lambda t, lang: words(t.label, lang) or t.slug),
    Column("kinds", "of tension", lambda t, lang: tuple(name(each, lang) for each in t.kinds)),
    Column("definition", "why", lambda t, lang: words(t.definition, lang) or None),
    Column("between", "IRIs of the claims", lambda t, _: _iris(t.between), shown=False),
)
QUESTIONS: Final[tuple[Column[OpenQuestion], ...]] = (
    Column("iri", _IRI, lambda q, _: q.iri),
    Column("question", "what is unknown", lambda q, lang: words(q.label, lang) or q.slug),
    Column(
        "settled_by",
        "what would settle it",
        lambda q, lang: words(q.would_be_settled_by, lang) or None,
    ),
    Column("source", "IRI of who asks", lambda q, _: q.source.iri if q.source else None),
    Column("about", "IRIs of what it asks about", lambda q, _: _iris(q.asks_about), shown=False),
)
ORIGINS: Final[tuple[Column[Origin], ...]] = (
    Column("factor", "IRI of what acts on the ability", lambda o, _: o.factor.iri, shown=False),
    Column("factor_name", "its name", lambda o, lang: name(o.factor, lang)),
    Column("relation", "how it is said to act", lambda o, lang: name(o.relation, lang)),
    Column("confidence", "best level that a claim states", lambda o, _: o.confidence, level=True),
    Column(
        "effective",
        "the lower of what is stated and what the evidence warrants",
        lambda o, _: o.argument.assessment.effective if o.argument.assessment else None,
        level=True,
    ),
    Column(
        "status",
        "supported, contested, refuted, unsupported or open",
        lambda o, lang: name(o.argument.assessment.status, lang) if o.argument.assessment else None,
    ),
    Column("claims_for", "how many claims assert it", lambda o, _: len(o.argument.asserted)),
    Column("claims_against", "how many deny it", lambda o, _: len(o.argument.denied)),
    Column("evidence", "pieces of evidence", lambda o, _: len(o.argument.evidence), shown=False),
    Column(
        "proposition",
        "IRI of what is said",
        lambda o, _: o.argument.proposition.iri,
        shown=False,
    ),
)
LINEAGE: Final[tuple[Column[LineageEdge], ...]] = (
    Column("child", "IRI of the model", lambda e, _: e.child.iri),
    Column("parent", "IRI of what it comes from", lambda e, _: e.parent.iri),
    Column("via", "IRI of the stage between them", lambda e, _: e.via.iri if e.via else None),
    Column("confidence", "best level that a claim states", lambda e, _: e.confidence, level=True),
    Column("effective", "level at which it is entailed", lambda e, _: e.effective, level=True),
    Column("denied", "whether a claim denies it", lambda e, _: e.denied),
    Column("claims", "how many claims speak of it", lambda e, _: len(e.claims)),
    Column("depth", "steps from the model asked about", lambda e, _: e.depth, shown=False),
)
HITS: Final[tuple[Column[Hit], ...]] = (
    Column("iri", _IRI, lambda h, _: h.thing.iri),
    Column("kind", "model, claim … or term", lambda h, _: h.kind),
    Column("name", "label", lambda h, lang: name(h.thing, lang)),
    Column("definition", "what it is", lambda h, lang: words(h.definition, lang) or None),
    Column(
        "level", "how sure one can be, or how sure a claim sounds", lambda h, _: h.level, level=True
    ),
    Column(
        "status",
        "of a proposition, or of that on which a claim speaks",
        lambda h, lang: name(h.status, lang) if h.status else None,
    ),
    Column("state", "current, superseded or retracted", lambda h, _: h.state.value),
    Column("score", "how well it fits; only the order counts", lambda h, _: h.score, shown=False),
)


def _iris(refs: Iterable[Ref]) -> tuple[str, ...]:
    return tuple(each.iri for each in refs)


def _start(claim: Claim) -> int | None:
    return claim.anchor.start if claim.anchor else None


def _end(claim: Claim) -> int | None:
    return claim.anchor.end if claim.anchor else None
