"""From what an assistant calls a thing to the thing; where there is none, the nearest names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from difflib import SequenceMatcher
from typing import Final

from llmkg.errors import LlmkgError, NotFoundError, ParameterError
from llmkg.gather.reader import Reader
from llmkg.kb import KnowledgeBase
from llmkg.model.text import Ref
from llmkg.vocab import BASE, KINDS, Kind, compact, expand, split, thing

EXAMPLES: Final[Mapping[Kind, str]] = {
    Kind.CLAIM: "get_claim(claim='c:fu2022-zh-3-1-code-training-gives-cot')",
    Kind.PROPOSITION: "argument(proposition='p:code-training-gives-chain-of-thought')",
    Kind.ABILITY: "origins_of_ability(ability='ability:chain-of-thought')",
    Kind.MODEL: "lineage(model='model:text-davinci-003')",
}
"""A call that works, for each kind that a tool asks for."""

_MOST: Final = 5
_MANY: Final = frozenset({Kind.CLAIM, Kind.PROPOSITION, Kind.EVIDENCE})
_LONGEST: Final = 60
_SPACES: Final = re.compile(r"[\s_]+")
_SCHEME: Final = "llmkg://"


def iri_of(kb: KnowledgeBase, kind: Kind, given: str, tool: str) -> str:
    """The IRI of a thing of this kind, by slug, CURIE, IRI, resource address or name.

    NotFoundError with the nearest names, and a call of the `tool` that works.
    """
    example = EXAMPLES[kind]
    given = given.strip()
    found = _candidates(kind, given)
    named = split(found[0])
    if named is not None and named[0] is not kind:
        raise NotFoundError(
            f"{given} is of the kind {named[0]}, and {tool} asks for one of the kind {kind}",
            mend=f"{_near(kb, kind, named[1])}An example that works: {example}.",
        )
    reader = Reader(kb.store)
    for iri in found:
        with suppress(ValueError):
            if reader.said(iri):
                return iri
    raise NotFoundError(
        f"There is no {kind} {given!r}",
        mend=f"{_near(kb, kind, given)}Find others with search(query=…, kinds=[{kind.value!r}]);"
        f" an example that works: {example}.",
    )


def any_iri(kb: KnowledgeBase, given: str, example: str) -> str:
    """The IRI of a thing or term of any kind, by CURIE, IRI, or a slug that one thing alone has.

    NotFoundError, ParameterError.
    """
    given = given.strip()
    iri = given.replace(_SCHEME, BASE, 1) if given.startswith(_SCHEME) else expand(given) or given
    reader = Reader(kb.store)
    if ":" not in iri:
        return _by_slug(kb, reader, given, example)
    with suppress(ValueError):
        if reader.said(iri):
            return iri
    named = split(iri)
    near = _near(kb, named[0], named[1]) if named else _near(kb, None, given)
    raise NotFoundError(f"Nothing is known of {given}", mend=f"{near}An example: {example}.")


def _by_slug(kb: KnowledgeBase, reader: Reader, given: str, example: str) -> str:
    """Of ``text-davinci-003`` or ``claim/…``: the one thing that is called so."""
    kind, slash, rest = given.partition("/")
    tried = [f"{BASE}{kind}/{rest}"] if slash and kind in KINDS else []
    slug = _SPACES.sub("-", given)
    tried += [f"{BASE}{each}/{name}" for each in KINDS for name in {slug, slug.lower()}]
    found = []
    for iri in dict.fromkeys(tried):
        with suppress(ValueError):
            if reader.said(iri):
                found.append(iri)
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(sorted(map(compact, found)))
        raise ParameterError(f"{given!r} may be any of {several}", mend="Say which.")
    raise ParameterError(
        f"{given!r} is neither an IRI nor a CURIE such as {example}, nor the slug of anything",
        mend=_near(kb, None, given),
    )


def nearest(text: str, names: Iterable[str]) -> list[str]:
    """The names that are spelt most like the text, best first."""
    scored = sorted(
        ((SequenceMatcher(None, text.lower(), name.lower()).ratio(), name) for name in names),
        reverse=True,
    )
    return [name for score, name in scored[:_MOST] if score > 0.5]  # noqa: PLR2004 - half of it


def _candidates(kind: Kind, given: str) -> list[str]:
    if given.startswith(_SCHEME):
        return [given.replace(_SCHEME, BASE, 1)]
    if ":" in given:
        return [expand(given) or given]
    first, slash, rest = given.partition("/")
    if slash and first in KINDS:
        return [f"{BASE}{first}/{rest}"]
    slug = _SPACES.sub("-", given)
    return [thing(kind, given), thing(kind, slug), thing(kind, slug.lower())]


def _near(kb: KnowledgeBase, kind: Kind | None, given: str) -> str:
    """The nearest things in words; "" where nothing is near."""
    found = _found(kb, kind, given)
    if not found:
        return ""
    named = "; ".join(f"{compact(ref.iri)} ({_short(ref.text('en'))})" for ref in found)
    return f"Nearest: {named}. "


def _found(kb: KnowledgeBase, kind: Kind | None, given: str) -> list[Ref]:
    """By the words of names, and, where a kind has few things, by how slugs are spelt."""
    words = re.sub(r"[-_/:.#]+", " ", given.removeprefix(BASE).rpartition(":")[2])
    kinds = (kind.value,) if kind is not None else ()
    try:
        found = [
            hit.thing for hit in kb.search(words or given, kinds=kinds, limit=_MOST).page.items
        ]
    except LlmkgError:
        found = []
    if not found and kind is not None and kind not in _MANY:
        by_slug = {each.slug: each.iri for each in kb.things(kind)}
        reader = Reader(kb.store)
        found = [reader.ref(by_slug[name]) for name in nearest(words.replace(" ", "-"), by_slug)]
    return found


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
