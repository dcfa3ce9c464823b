"""Why a statement follows, or what keeps it from following: three terms and the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from llmkg.errors import NotFoundError, ParameterError
from llmkg.http.sheet import Crumb, Download, Sheet
from llmkg.http.views.inference import Drawing, draw
from llmkg.http.views.thing import texts
from llmkg.kb import KnowledgeBase
from llmkg.model.explanation import Explained, Why
from llmkg.model.text import Labels, Ref
from llmkg.vocab import LLMKG, ONTOLOGY_GRAPH, OWL, RDF, RDFS, Kind, compact, expand

SUBJECTS: Final = (Kind.MODEL, Kind.STAGE, Kind.METHOD, Kind.FAMILY)
OBJECTS: Final = (*SUBJECTS, Kind.ABILITY, Kind.DATASET)
_TERMS: Final = ("subject", "predicate", "object")
_EXAMPLES: Final = (
    ("model:text-davinci-003", "llmkg:derivedFrom", "model:code-davinci-002"),
    ("model:text-davinci-003", "llmkg:inheritsAbility", "ability:chain-of-thought"),
    ("model:text-davinci-003", "llmkg:trainedWith", "method:code-training"),
    ("model:text-davinci-003", "llmkg:derivedFrom", "model:davinci"),
    ("model:chatgpt", "llmkg:hasAbility", "ability:chain-of-thought"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: its short name and its label."""

    name: str
    label: Labels


_KEPT: Final[WeakKeyDictionary[KnowledgeBase, tuple[tuple[Choice, ...], ...]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Term:
    """A field of the form: what was typed, and what it was taken for (None: nothing is called so).

    guessed  whether it was found by its words
    """

    name: str
    typed: str
    ref: Ref | None = None
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Because:
    """An explanation with its drawing."""

    why: Why
    drawing: Drawing


@dataclass(frozen=True, slots=True)
class ExplainView:
    """The form, what was understood, and the answer (None: not yet asked, or not understood)."""

    subjects: tuple[Choice, ...]
    predicates: tuple[Choice, ...]
    objects: tuple[Choice, ...]
    terms: tuple[Term, ...]
    explained: Explained | None
    because: tuple[Because, ...]
    examples: tuple[tuple[Ref, Ref, Ref], ...]

    @property
    def unknown(self) -> tuple[Term, ...]:
        """What was typed and names nothing."""
        return tuple(each for each in self.terms if each.typed and each.ref is None)

    @property
    def guessed(self) -> tuple[Term, ...]:
        """What was found by its words."""
        return tuple(each for each in self.terms if each.guessed)


def explain(kb: KnowledgeBase, subject: str, predicate: str, object_: str) -> Sheet:
    """The page. What is typed may be a short name, an IRI, or words."""
    subjects, predicates, objects = _fields(kb)
    terms = tuple(
        _term(kb, name, typed.strip(), predicates)
        for name, typed in zip(_TERMS, (subject, predicate, object_), strict=True)
    )
    iris = [each.ref.iri for each in terms if each.ref is not None]
    explained = kb.explain(*iris) if len(iris) == len(_TERMS) else None
    names = [compact(iri) for iri in iris]
    view = ExplainView(
        subjects=subjects,
        predicates=predicates,
        objects=objects,
        terms=terms,
        explained=explained,
        because=tuple(
            Because(why, draw(why)) for why in (explained.explanations if explained else ())
        ),
        examples=tuple(_refs(kb, each) for each in _EXAMPLES),
    )
    asked = urlencode(dict(zip(_TERMS, names, strict=False)))
    answer = (Download("json", f"/api/explain?{asked}", "application/json"),)
    return Sheet(
        template="explain.html",
        view=view,
        title="explain-title",
        description="explain-lead",
        crumbs=(Crumb("nav-home", "/"),),
        downloads=answer if explained is not None else (),
    )


def relations(kb: KnowledgeBase) -> tuple[Choice, ...]:
    """The relations between things, with their labels."""
    quads = kb.store.quads(graph=ox.NamedNode(ONTOLOGY_GRAPH))
    labels = texts(quads, RDFS["label"])
    found = {
        quad.subject.value
        for quad in quads
        if quad.predicate.value == RDF["type"]
        and quad.object == ox.NamedNode(OWL["ObjectProperty"])
        and isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value.startswith(LLMKG)
        and quad.subject.value in labels
    }
    return tuple(Choice(compact(iri), labels[iri]) for iri in sorted(found))


def _fields(kb: KnowledgeBase) -> tuple[tuple[Choice, ...], ...]:
    """What each field of the form offers; kept, since a snapshot does not change."""
    found = _KEPT.get(kb)
    if found is None:
        found = _KEPT[kb] = (_choices(kb, SUBJECTS), relations(kb), _choices(kb, OBJECTS))
    return found


def _choices(kb: KnowledgeBase, kinds: Sequence[Kind]) -> tuple[Choice, ...]:
    things = (each for kind in kinds for each in kb.things(kind))
    return tuple(Choice(compact(each.iri), each.label) for each in things)


def _term(kb: KnowledgeBase, name: str, typed: str, predicates: Sequence[Choice]) -> Term:
    if not typed:
        return Term(name, typed)
    if ":" in typed:
        return Term(name, typed, _existing(kb, expand(typed) or typed))
    if name == "predicate":
        return _predicate(kb, typed, predicates)
    kinds = SUBJECTS if name == "subject" else OBJECTS
    hits = kb.search(typed, kinds=[each.value for each in kinds], limit=1).page.items
    return Term(name, typed, hits[0].thing if hits else None, guessed=bool(hits))


def _predicate(kb: KnowledgeBase, typed: str, predicates: Sequence[Choice]) -> Term:
    wanted = typed.casefold()
    for each in predicates:
        if wanted in (
            each.name.partition(":")[2].casefold(),
            *map(str.casefold, each.label.values()),
        ):
            return Term("predicate", typed, _existing(kb, expand(each.name) or ""), guessed=True)
    return Term("predicate", typed)


def _existing(kb: KnowledgeBase, iri: str) -> Ref | None:
    """What has this IRI; None where nothing here has it."""
    try:
        quads = kb.entity(iri)
    except (NotFoundError, ParameterError):
        return None
    return Ref(iri, *_kind_and_slug(iri), texts(quads, RDFS["label"]).get(iri, {}))


def _refs(kb: KnowledgeBase, names: Sequence[str]) -> tuple[Ref, Ref, Ref]:
    first, second, third = (_existing(kb, expand(each) or each) or Ref(each) for each in names)
    return first, second, third


def _kind_and_slug(iri: str) -> tuple[str | None, str | None]:
    kind, _, slug = compact(iri).partition(":")
    found: Mapping[str, str] = {each.value: each.value for each in Kind}
    return (found[kind], slug) if kind in found else (None, None)
