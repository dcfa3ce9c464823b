"""The anchors of a corpus, against the texts of its sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from llmkg.anchor.text import read_text, text_digest
from llmkg.anchor.verify import Anchored, State, Verdict, verify_all
from llmkg.check.result import Result
from llmkg.check.rules import RULES
from llmkg.errors import NotFoundError
from llmkg.model.anchor import Anchor
from llmkg.rdf.corpus import Corpus, Document
from llmkg.vocab import LLMKG, OA, RDF, Kind, thing

_STATES: Final = {State.MOVED: RULES.AnchorMoved, State.BROKEN: RULES.AnchorBroken}


def anchor_results(
    corpus: Corpus, texts: Mapping[str, Path], *, only: Document | None = None
) -> Iterator[Result]:
    """A result for each anchor that does not hold, and for each text of another edition.

    Raises NotFoundError for a slug that is no source, and what `read_text` raises.
    """
    for slug, path in texts.items():
        source = thing(Kind.SOURCE, slug)
        text = read_text(path)
        expected = digest_of(corpus, source)
        seen = text_digest(text)
        if expected is not None and expected != seen and only is None:
            yield Result(RULES.TextDiffers, f"<{source}>", LLMKG.textDigest, f'"{expected}"')
        for verdict in verify_all(text, anchors_of(corpus, source, only=only)):
            if verdict.state in _STATES:
                yield _result(verdict)


def anchors_of(
    corpus: Corpus, source: str, *, only: Document | None = None
) -> tuple[Anchored, ...]:
    """Every anchor of the statements of a source (IRI), hedges included, in the order of the text.

    Anchors that are not complete are left out: the shapes report them.
    """
    stated: set[str] = set()
    owner: dict[str, tuple[str, str]] = {}
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for document in corpus.documents:
        for quad in document.quads:
            subject = getattr(quad.subject, "value", "")
            predicate, value = quad.predicate.value, getattr(quad.object, "value", "")
            if predicate == LLMKG.statedIn and value == source:
                stated.add(subject)
            elif predicate in {LLMKG.anchor, LLMKG.hedgeAnchor}:
                if only is None or only is document:
                    owner[value] = (subject, predicate)
            elif predicate in _PARTS:
                parts[subject][predicate] = value
    found = [
        Anchored(statement, predicate, anchor)
        for iri, (statement, predicate) in owner.items()
        if statement in stated and (anchor := _anchor(parts[iri])) is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.anchor.start, one.anchor.end, one.statement)))


def digest_of(corpus: Corpus, source: str) -> str | None:
    """The digest that a source (IRI) names for its text; NotFoundError for no source."""
    known = False
    for quad in corpus.quads():
        if getattr(quad.subject, "value", "") != source:
            continue
        if quad.predicate.value == LLMKG.textDigest:
            return str(getattr(quad.object, "value", ""))
        known = known or quad.predicate.value == RDF.type
    if not known:
        raise NotFoundError(
            f"There is no source {source}",
            mend="Give --source SLUG=PATH with the slug of a source.",
        )
    return None


def _anchor(parts: Mapping[str, str]) -> Anchor | None:
    try:
        return Anchor(
            start=int(parts[OA.start]),
            end=int(parts[OA.end]),
            digest=parts[LLMKG.digest],
            prefix=parts.get(OA.prefix, ""),
            suffix=parts.get(OA.suffix, ""),
        )
    except (KeyError, ValueError):
        return None


def _result(verdict: Verdict) -> Result:
    one = verdict.anchored
    place = f'"{one.anchor.start}-{one.anchor.end}"'
    found = verdict.found
    return Result(
        rule=_STATES[verdict.state],
        focus=f"<{one.statement}>",
        path=one.predicate,
        bindings={
            "place": place,
            "reason": f'"{verdict.reason}"',
            "found": place if found is None else f'"{found.start}-{found.end}"',
        },
    )


_PARTS: Final = frozenset({OA.start, OA.end, LLMKG.digest, OA.prefix, OA.suffix})
