"""Nanopublications taken in: verified, compared with what is known, checked, and only then kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from llmkg.exchange.importing import Imported, Progress, changed_of, check, others, store
from llmkg.exchange.nanopub_read import Found, authored, contribution, read_nanopubs, retracted
from llmkg.vocab import LLMKG, PROV, Kind, thing

FILE: Final = "nanopublications.ttl"
_INVALIDATED: Final = PROV["wasInvalidatedBy"]
_STATED_IN: Final = ox.NamedNode(LLMKG["statedIn"])


def run_nanopubs(  # noqa: PLR0913 - as run_import
    path: Path,
    *,
    root: Path,
    out: Path | None = None,
    into: Path | None = None,
    dry_run: bool = False,
    progress: Progress = lambda _step, _done, _all: None,
) -> Imported:
    """Import the nanopublications of a TriG or N-Quads file as claims of their sources.

    Each goes to the folder of its source. What is known already, every statement of it, is left
    out, unless it has been taken back since; so a second import changes nothing. Parameters are
    those of `run_import`. Raises LoadFailed with all faults, CheckFailed, OutsideError.
    """
    progress("reading", 0, 0)
    found = read_nanopubs(path)
    claims = [each for each in found if each.claim is not None]
    target = into if into is not None else root / "claims"
    progress("loading what is known", 0, 0)
    corpus = others(root, out, target, {f"{slug}/{FILE}" for slug in contribution(found)})
    known = {quad.triple for quad in corpus.quads()}
    fresh = [
        replace(each, quads=_unknown(each, known))
        for each in found
        if each.claim is None or _says_more(each, found, known)
    ]
    kept = {each.iri for each in fresh}
    files = {f"{slug}/{FILE}": text.decode() for slug, text in contribution(fresh).items()}
    if files:
        progress("checking", 0, 0)
        check(corpus, files, {})
    changed = changed_of(target, files)
    if not dry_run:
        progress("writing", 0, 0)
        store(target, files, changed)
    new = [each.claim for each in fresh if each.claim is not None]
    counts = Counter(records=len(found), claims=len(new), propositions=0, evidence=0, tensions=0)
    sources = sorted({name.partition("/")[0] for name in files})
    return Imported(
        thing(Kind.SOURCE, sources[0]) if sources else "",
        dict(counts),
        {"Claim": tuple(new)} if new else {},
        {each.claim or "": each.iri for each in claims if each.iri not in kept},
        (),
        (),
        files,
        {},
        changed,
    )


def _unknown(each: Found, known: set[ox.Triple]) -> tuple[ox.Quad, ...]:
    """The statements that are new, and of which source the claim is.

    A file of ours that repeated others would give their parts, which have no names there, names
    of their own beside those that they have here.
    """
    return tuple(
        quad for quad in each.quads if quad.predicate == _STATED_IN or quad.triple not in known
    )


def _says_more(each: Found, found: Iterable[Found], known: set[ox.Triple]) -> bool:
    """Whether a nanopublication has a statement, or a fate, that is not known."""
    if any(quad.triple not in known for quad in authored(each)):
        return True
    by = retracted(tuple(found)).get(each.claim or "")
    if by is None:
        return False
    fate = ox.Triple(ox.NamedNode(each.claim or ""), ox.NamedNode(_INVALIDATED), ox.NamedNode(by))
    return fate not in known
