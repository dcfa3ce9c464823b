"""What stands around a thing, looked up statement by statement.

A query that joins statements by their relation has the engine go through all statements of that
relation, once a graph is large. From one thing there are as many as are made of it, whatever else
there is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import zip_longest
from typing import Final

import pyoxigraph as ox

from llmkg.gather.reader import Reader
from llmkg.model.claim import Stance
from llmkg.reason.brief import BEARING
from llmkg.store.port import Rows
from llmkg.vocab import ENTAILED_GRAPHS, KEPT, KEPT_GRAPH, LLMKG, RDF, RDFS

_KEPT: Final = ox.NamedNode(KEPT_GRAPH)
_COMING: Final = frozenset((LLMKG.derivedFrom, LLMKG.fineTunedFrom))
MADE: Final = (
    ("objectOf-outputModel", RDF.subject),
    ("subjectOf-producedBy", RDF.object),
)
_BEARING: Final = frozenset(LLMKG[each] for each in BEARING)
_NO_ROLES: Final = frozenset((RDF.type, RDF.predicate))
_YES, _NO = (ox.Literal(each) for each in (True, False))


def statements(reader: Reader, iri: str) -> list[str]:
    """The propositions that name a thing, as an end or otherwise; sorted."""
    return sorted(
        each
        for each in set(_naming(reader, iri))
        if ox.NamedNode(LLMKG.Proposition) in reader.values(each, RDF.type)
    )


def origins(reader: Reader, ability: str) -> list[tuple[str, str, str]]:
    """Factor, relation and proposition of what is said to act on an ability, or to go with it."""
    found = {
        (factor, relation, iri)
        for here, there in ((RDF.object, RDF.subject), (RDF.subject, RDF.object))
        for iri, relation in at(reader, here, ability)
        if relation == LLMKG.correlatesWith or (here == RDF.object and reader.is_causal(relation))
        for factor in ends(reader, iri, there)
    }
    return sorted(found, key=lambda each: (each[2], each))


def children(reader: Reader, model: str) -> list[str]:
    """The models that are said to come from a model, or come from it as it follows; sorted."""
    found: set[str] = set()
    for iri, relation in at(reader, RDF.object, model):
        if relation in _COMING:
            found.update(ends(reader, iri, RDF.subject))
        elif relation == LLMKG.inputModel:
            for stage in ends(reader, iri, RDF.subject):
                found.update(_made_by(reader, stage))
    for iri, relation in at(reader, RDF.subject, model):
        if relation == LLMKG.hasDescendant:
            found.update(ends(reader, iri, RDF.object))
    for quad in reader.store.quads(None, ox.NamedNode(LLMKG.derivedFrom), ox.NamedNode(model)):
        graph, child = quad.graph_name, quad.subject
        if isinstance(graph, ox.NamedNode) and graph.value.startswith(ENTAILED_GRAPHS):
            found.update([child.value] if isinstance(child, ox.NamedNode) else [])
    return sorted(found)


def parents(reader: Reader, model: str) -> Rows:
    """What is said of the parents of a model, directly or by way of the stage that made it."""
    found: set[tuple[str, str, str, str, str]] = set()
    stages: set[tuple[str, str]] = set()
    direct = _below(reader, LLMKG.derivedFrom)
    for iri, relation in at(reader, RDF.subject, model):
        if relation in direct:
            found.update((each, relation, "", iri, "") for each in ends(reader, iri, RDF.object))
        elif relation == LLMKG.producedBy:
            stages.update((stage, iri) for stage in ends(reader, iri, RDF.object))
    for iri, relation in at(reader, RDF.object, model):
        others = ends(reader, iri, RDF.subject)
        if relation == LLMKG.hasDescendant:
            found.update((each, LLMKG.derivedFrom, "", iri, "") for each in others)
        elif relation == LLMKG.outputModel:
            stages.update((stage, iri) for stage in others)
    for stage, first in stages:
        for second, relation in at(reader, RDF.subject, stage):
            if relation == LLMKG.inputModel:
                others = ends(reader, second, RDF.object)
                found.update((each, LLMKG.producedBy, stage, first, second) for each in others)
    names = ("parent", "relation", "stage", "first", "second")
    return Rows(names, tuple(tuple(map(node, row)) for row in sorted(found)))


def stages(reader: Reader, models: Iterable[str]) -> Rows:
    """The stages that are said to have made some models, with methods and data.

    `based`: whether anything names a model that the stage took. Reads what a snapshot keeps.
    """
    found = []
    for model in sorted(models):
        made = {
            stage
            for link, end in MADE
            for said in kept(reader, model, link)
            if is_asserted(reader, said)
            for stage in ends(reader, said, end)
        }
        for stage in sorted(made):
            methods, datasets, is_based = _of_stage(reader, stage)
            based = _YES if is_based else _NO
            pairs = list(zip_longest(methods, datasets)) or [("", "")]
            for method, dataset in pairs:
                found.append((node(stage), node(model), node(method), node(dataset), based))
    return Rows(("stage", "model", "method", "dataset", "based"), tuple(found))


def _of_stage(reader: Reader, stage: str) -> tuple[list[str], list[str], bool]:
    """Methods and data that somebody asserts it used; whether anything names its input."""
    methods: set[str] = set()
    datasets: set[str] = set()
    is_based = False
    for iri, relation in at(reader, RDF.subject, stage):
        is_based = is_based or relation == LLMKG.inputModel
        wanted = {LLMKG.method: methods, LLMKG.usedDataset: datasets}.get(relation)
        if wanted is not None and is_asserted(reader, iri):
            wanted.update(ends(reader, iri, RDF.object))
    return sorted(methods), sorted(datasets), is_based


def _made_by(reader: Reader, stage: str, *, asserted: bool = False) -> Iterator[str]:
    """The models that a stage is said to have made; `asserted`: by somebody who asserts it."""
    ways = (
        (RDF.subject, LLMKG.outputModel, RDF.object),
        (RDF.object, LLMKG.producedBy, RDF.subject),
    )
    for here, wanted, there in ways:
        for iri, relation in at(reader, here, stage):
            if relation == wanted and (not asserted or is_asserted(reader, iri)):
                yield from ends(reader, iri, there)


def _naming(reader: Reader, iri: str) -> Iterator[str]:
    """What names a thing under any role, in what sources and the catalogue say."""
    for quad in reader.store.quads(None, None, ox.NamedNode(iri)):
        graph, subject = quad.graph_name, quad.subject
        if not isinstance(subject, ox.NamedNode) or quad.predicate.value in _NO_ROLES:
            continue
        if isinstance(graph, ox.NamedNode) and not graph.value.startswith(ENTAILED_GRAPHS):
            yield subject.value


def kept(reader: Reader, model: str, link: str) -> list[str]:
    """The statements to which a snapshot links a model, as `reason/brief.py` says."""
    found = reader.store.quads(ox.NamedNode(model), ox.NamedNode(KEPT[link]), None, _KEPT)
    return [each.object.value for each in found if isinstance(each.object, ox.NamedNode)]


def at(reader: Reader, end: str, thing: str) -> Iterator[tuple[str, str]]:
    """What is said with a thing at one end, and by which relation."""
    for iri in reader.subjects(end, thing):
        for relation in ends(reader, iri, RDF.predicate):
            yield iri, relation


def ends(reader: Reader, iri: str, role: str) -> list[str]:
    """The things that a statement has under a role."""
    found = reader.store.quads(ox.NamedNode(iri), ox.NamedNode(role))
    return [each.object.value for each in found if isinstance(each.object, ox.NamedNode)]


def is_asserted(reader: Reader, iri: str) -> bool:
    """Whether any claim asserts a proposition."""
    return bool(reader.store.quads(None, ox.NamedNode(LLMKG.asserts), ox.NamedNode(iri)))


def _below(reader: Reader, relation: str) -> Collection[str]:
    """The relation, and all that say more, over all steps."""
    found = {relation}
    waiting = [relation]
    while waiting:
        for each in reader.subjects(RDFS.subPropertyOf, waiting.pop()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return found


def node(iri: str | None) -> ox.NamedNode | None:
    """A term of an IRI; None for none."""
    return ox.NamedNode(iri) if iri else None


def uses(reader: Reader, method: str) -> int:
    """How many models a method is said to have made: one of several stages counts for each."""
    made = {
        (stage, model)
        for iri, relation in at(reader, RDF.object, method)
        if relation == LLMKG.method and is_asserted(reader, iri)
        for stage in ends(reader, iri, RDF.subject)
        for model in _made_by(reader, stage, asserted=True)
    }
    return len(made)


def acts(reader: Reader, actor: str) -> Iterator[tuple[str, str, str, str, int]]:
    """What is said of a thing and abilities: relation, ability, proposition, stance, best rank."""
    for iri, relation in at(reader, RDF.subject, actor):
        if relation not in _BEARING and not reader.is_causal(relation):
            continue
        abilities = [each for each in ends(reader, iri, RDF.object) if _is_ability(reader, each)]
        for stance in Stance if abilities else ():
            ranks = [
                reader.level(level).rank
                for claim in reader.subjects(LLMKG[stance.value], iri)
                for level in ends(reader, claim, LLMKG.confidence)
            ]
            for ability in abilities if ranks else ():
                yield relation, ability, iri, stance.value, max(ranks)


def _is_ability(reader: Reader, iri: str) -> bool:
    type_, ability = ox.NamedNode(RDF.type), ox.NamedNode(LLMKG.Ability)
    return bool(reader.store.quads(ox.NamedNode(iri), type_, ability))
