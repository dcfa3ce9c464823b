"""The shape of claims: how many of what, how often together, how long, measured on real data.

What is counted here is what `llmkg bench make` reproduces, and what its output is compared by: the
same function measures both. `profile.json` is its result for the claims of this project, written
by `llmkg bench profile`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.bench.make.profile import STANCES
from llmkg.bench.make.said import Said, literal_text, ours
from llmkg.vocab import DCTERMS, LLMKG, OA, ONTOLOGY_GRAPH, PROV, RDF, RDFS, SKOS

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"
Rows: TypeAlias = list[list[object]]
"""What was counted, and how often, most frequent first."""

BEARINGS: Final = ("supports", "disputes", "qualifies")
QUALIFIERS: Final = (
    "condition", "onAbility", "onBenchmark", "comparedWith", "amongst", "atTime", "extent",
    "quantity", "inExchangeFor", "jointlyWith",
)  # fmt: skip
NEWER: Final = {
    "http://purl.org/nanopub/x/supersedes": "supersedes",
    "http://purl.org/nanopub/x/retracts": "retracts",
    PROV.wasRevisionOf: "wasRevisionOf",
}
_LABELLED: Final = (
    "Claim", "Proposition", "Evidence", "Tension", "OpenQuestion", "Source", "Model",
    "ModelFamily", "TrainingStage", "TrainingMethod", "Ability", "Dataset", "Benchmark", "Person",
    "Organisation", "Agent", "Concept", "Condition", "Factor", "Unit", "Measure",
)  # fmt: skip
_DESCRIBING: Final = (SKOS.definition, SKOS.altLabel, SKOS.broader)
_STEPS: Final = 20
"""Lengths are kept as this many steps between the shortest and the longest."""
_WORDS: Final = 600
_CHUNK: Final = 2  # characters of Chinese that stand for a word


def measure(quads: Iterable[ox.Quad]) -> dict[str, object]:
    """The profile of what is authored, as JSON has it.

    Args:
        quads: catalogue and claims; those of the ontology are left out of all counts.
    """
    said = Said(quad for quad in quads if _graph(quad) != ONTOLOGY_GRAPH)
    texts = {source for source in said.of("Source") if LLMKG.textLength in said.about[source]}
    return {
        "whole": {
            "claims": len(said.of("Claim")),
            "propositions": len(said.of("Proposition")),
            "evidence": len(said.of("Evidence")),
            "tensions": len(said.of("Tension")),
            "triples": said.triples,
        },
        "things": {kind: _described(said, kind) for kind in _LABELLED[5:]},
        **_sources(said, texts),
        "propositions": _propositions(said),
        **{
            name: {
                "text": by(said, [c for c in said.of("Claim") if _source(said, c) in texts]),
                "read": by(said, [c for c in said.of("Claim") if _source(said, c) not in texts]),
            }
            for name, by in _BY_READING.items()
        },
        "open": dict(_bearing_on_what_is_open(said)),
        "hedges": _hedges(said),
        "generations": _counted(_generations(said).values()),
        **_places(said),
        "labels": {
            kind: {lang: _lengths(said, kind, lang) for lang in ("en", "zh")} for kind in _LABELLED
        },
        "words": {"en": _words(said), "zh": _chunks(said)},
    }


def _described(said: Said, kind: str) -> list[int]:
    """How many there are of a class, with a definition, with another name, below another one."""
    there = said.of(kind)
    return [
        len(there),
        *(sum(iri in said.about[s] for s in there) for iri in _DESCRIBING),
    ]


def _graph(quad: ox.Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


def _counted(items: Iterable[Hashable]) -> Rows:
    found = Counter(items)
    rows = sorted(found.items(), key=lambda row: (-row[1], str(row[0])))
    return [[list(item) if isinstance(item, tuple) else item, count] for item, count in rows]


# -- sources ------------------------------------------------------------------------------------


def _source(said: Said, statement: str) -> str:
    return said.one(statement, LLMKG.statedIn)


def _sources(said: Said, texts: set[str]) -> dict[str, object]:
    claims = Counter(_source(said, claim) for claim in said.of("Claim"))
    rows = []
    for source in said.of("Source"):
        later = "http://purl.org/pav/previousVersion" in said.about[source]
        if claims[source]:
            rows.append((claims[source], source in texts, later))
    issued = [value for s in said.of("Source") if (value := said.one(s, DCTERMS.issued))]
    return {
        "sources": {
            "with claims": sorted(([*row] for row in rows), reverse=True),
            "types": _counted(_form(said, source) for source in said.of("Source")),
            "without": len(said.of("Source")) - len(rows),
            "creators": _counted(len(said.all(s, DCTERMS.creator)) for s in claims),
            "years": _counted(each[:4] for each in issued),
            "precision": _counted(len(each) for each in issued),
            "characters a claim": _rate(
                sum(int(said.one(s, LLMKG.textLength)) for s in texts),
                sum(claims[s] for s in texts),
            ),
        }
    }


def _form(said: Said, source: str) -> str:
    """The kind of publication, without its namespace; "" where none is named."""
    types = (each for each in said.all(source, RDF.type) if ":" in ours(each))
    return next(types, "").rpartition("/")[2]


def _rate(some: int, of: int) -> list[int]:
    return [some, of]


# -- propositions -------------------------------------------------------------------------------


def _propositions(said: Said) -> Rows:
    """By predicate, kinds of subject and object, and qualifiers."""
    return _counted(
        (
            ours(said.one(p, RDF.predicate)),
            said.kind(said.about[p][RDF.subject][0]),
            said.kind(said.about[p][RDF.object][0]),
            *(name for name in QUALIFIERS for _ in said.about[p].get(LLMKG[name], ())[:1]),
            *("condition" for _ in said.about[p].get(LLMKG.condition, ())[1:]),
        )
        for p in said.of("Proposition")
    )


def _generations(said: Said) -> dict[str, int]:
    """For each model of the catalogue the longest line of models above it."""
    above: dict[str, set[str]] = defaultdict(set)
    for p in said.of("Proposition"):
        if ours(said.one(p, RDF.predicate)) in ("derivedFrom", "fineTunedFrom"):
            child, parent = said.one(p, RDF.subject), said.one(p, RDF.object)
            if child != parent:
                above[child].add(parent)

    def depth(model: str, below: frozenset[str]) -> int:
        parents = above[model] - below
        return max((1 + depth(each, below | {model}) for each in parents), default=0)

    return {model: depth(model, frozenset()) for model in said.of("Model")}


# -- what one source says -----------------------------------------------------------------------


def _claims(said: Said, claims: Sequence[str]) -> Rows:
    return _counted(
        (
            _stance(said, claim)[0],
            ours(said.one(claim, LLMKG.confidence)),
            len(said.all(claim, LLMKG.hedge)),
            LLMKG.hedgeAnchor in said.about[claim],
            len(said.all(claim, LLMKG.citesEvidence)),
            LLMKG.attributedTo in said.about[claim],
        )
        for claim in claims
    )


def _again(said: Said, claims: Sequence[str]) -> dict[str, int]:
    """How many say a thing first, how many what their source or another one has said before."""
    found = Counter({"new": 0, "again": 0, "elsewhere": 0, "otherwise": 0})
    mine = set(claims)
    spoken: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for claim in sorted(said.of("Claim"), key=lambda c: said.one(_source(said, c), DCTERMS.issued)):
        stance, proposition = _stance(said, claim)
        before = spoken[proposition]
        if claim in mine:
            own = before.get(_source(said, claim))
            found["again" if own else "elsewhere" if before else "new"] += 1
            found["otherwise"] += bool(own) and stance not in (own or ())
        before[_source(said, claim)].add(stance)
    return dict(found)


def _stance(said: Said, claim: str) -> tuple[str, str]:
    return next((s, each) for s in STANCES for each in said.all(claim, LLMKG[s]))


def _evidence(said: Said, claims: Sequence[str]) -> dict[str, object]:
    citations = [(c, e) for c in claims for e in said.all(c, LLMKG.citesEvidence)]
    own = list(dict.fromkeys(e for _, e in citations))
    return {
        "number": len(own),
        "citations": len(citations),
        "sources": len({_source(said, c) for c, _ in citations}),
        "types": _counted(ours(said.one(e, LLMKG.evidenceType)) for e in own),
        "based on": _counted(len(said.all(e, LLMKG.basedOn)) for e in own),
        "reported in": _counted(len(said.all(e, LLMKG.reportedIn)) for e in own),
        "anchored": sum(LLMKG.anchor in said.about[e] for e in own),
        "qualifies": sum(LLMKG.qualifies in said.about[e] for e in own),
    }


def _tensions(said: Said, claims: Sequence[str]) -> Rows:
    mine = set(claims)
    rows = []
    for tension in said.of("Tension"):
        between = said.all(tension, LLMKG.between)
        if not between or between[0] not in mine:
            continue
        about = {_stance(said, c)[1] for c in between}
        subjects = {said.one(p, RDF.subject) for p in about}
        near = "proposition" if len(about) == 1 else "subject" if len(subjects) == 1 else "source"
        kind = ours(said.one(tension, LLMKG.tensionKind))
        rows.append((kind, near, len(between), LLMKG.intended in said.about[tension]))
    return _counted(rows)


def _questions(said: Said, claims: Sequence[str]) -> Rows:
    sources = {_source(said, claim) for claim in claims}
    return _counted(
        (len(said.all(q, LLMKG.asksAbout)), LLMKG.wouldBeSettledBy in said.about[q])
        for q in said.of("OpenQuestion")
        if _source(said, q) in sources
    )


def _newer(said: Said, claims: Sequence[str]) -> dict[str, object]:
    editions = {
        s for s in said.of("Source") if "http://purl.org/pav/previousVersion" in said.about[s]
    }
    there = [claim for claim in claims if _source(said, claim) in editions]
    rows = [
        (name, len(said.all(claim, iri)))
        for claim in there
        for iri, name in NEWER.items()
        if said.all(claim, iri)
    ]
    return {"claims of editions": len(there), "that take back": _counted(rows)}


_BY_READING: Final[Mapping[str, Callable[[Said, Sequence[str]], object]]] = {
    "claims": _claims,
    "said": _again,
    "evidence": _evidence,
    "tensions": _tensions,
    "questions": _questions,
    "newer": _newer,
}


def _bearing_on_what_is_open(said: Said) -> Counter[str]:
    """How evidence bears on what the claim that cites it leaves open."""
    found = Counter(dict.fromkeys(BEARINGS, 0))
    for claim in said.of("Claim"):
        for proposition in said.all(claim, LLMKG.leavesOpen):
            for evidence in said.all(claim, LLMKG.citesEvidence):
                for name in BEARINGS:
                    found[name] += proposition in said.all(evidence, LLMKG[name])
    return found


def _hedges(said: Said) -> dict[str, Rows]:
    """Hedging words by level and language."""
    rows: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for claim in said.of("Claim"):
        level = ours(said.one(claim, LLMKG.confidence))
        for term in said.about[claim].get(LLMKG.hedge, ()):
            if isinstance(term, ox.Literal):
                rows[level].append((term.language or "", term.value))
    return {level: _counted(found) for level, found in sorted(rows.items())}


def _places(said: Said) -> dict[str, object]:
    anchors = said.of("Anchor")
    spans = [int(said.one(a, OA.end)) - int(said.one(a, OA.start)) for a in anchors]
    quantities = said.of("Quantity")
    return {
        "spans": _steps(spans),
        "quantities": {
            "zeros": _counted(_zeros(said.one(q, LLMKG.amount)) for q in quantities),
            "ranges": sum(LLMKG.upTo in said.about[q] for q in quantities),
            "with unit": sum(LLMKG.unit in said.about[q] for q in quantities),
            "number": len(quantities),
        },
    }


def _zeros(amount: str) -> int:
    """The power of ten by which a whole amount ends; 0 for any other."""
    return len(amount) - len(amount.rstrip("0")) if amount.isdigit() and int(amount) else 0


# -- words --------------------------------------------------------------------------------------


def _lengths(said: Said, kind: str, language: str) -> list[int]:
    texts = (literal_text(o, language) for s in said.of(kind) for o in said.about[s][RDFS.label])
    return _steps([len(text) for text in texts if text is not None])


def _steps(values: Iterable[int]) -> list[int]:
    ordered = sorted(values) or [0]
    return [ordered[step * (len(ordered) - 1) // _STEPS] for step in range(_STEPS + 1)]


def _labels(said: Said, language: str) -> Iterator[str]:
    for kind in ("Claim", "Proposition", "Evidence"):
        for subject in said.of(kind):
            for term in said.about[subject][RDFS.label]:
                text = literal_text(term, language)
                if text is not None:
                    yield text


def _words(said: Said) -> Rows:
    found = Counter(
        word.lower()
        for label in _labels(said, "en")
        for word in label.replace(".", " ").replace(",", " ").split()
        if word.isascii() and word.isalpha()
    )
    return [[word, count] for word, count in _most(found)]


def _chunks(said: Said) -> Rows:
    """Pairs of characters that stand side by side: Chinese has no spaces to cut at."""
    found = Counter(
        label[at : at + _CHUNK]
        for label in _labels(said, "zh")
        for at in range(0, len(label) - 1, _CHUNK)
        if all("\u4e00" <= each <= "\u9fff" for each in label[at : at + _CHUNK])
    )
    return [[word, count] for word, count in _most(found)]


def _most(found: Counter[str]) -> list[tuple[str, int]]:
    return sorted(found.items(), key=lambda row: (-row[1], row[0]))[:_WORDS]
