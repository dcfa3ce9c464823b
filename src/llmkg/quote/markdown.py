"""Things as Markdown, each as its kind wants it: what is said goes with what qualifies it."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from llmkg.errors import NotFoundError
from llmkg.kb import KnowledgeBase
from llmkg.quote.card import card_of
from llmkg.quote.claim import claim_markdown
from llmkg.quote.proposition import proposition_markdown
from llmkg.vocab import BASE, Kind, split

_OWN: Final = {Kind.CLAIM: claim_markdown, Kind.PROPOSITION: proposition_markdown}


def markdown(
    kb: KnowledgeBase, iri: str, lang: str, *, home: str = BASE, day: str | None = None
) -> str:
    """A thing in Markdown; claims and propositions in this language, all others in both.

    Arguments as of `claim_markdown`. Raises NotFoundError.
    """
    named = split(iri)
    if named is not None and named[0] in _OWN:
        with suppress(NotFoundError):  # what is only spoken of has a card all the same
            return _OWN[named[0]](kb, iri, lang, home=home, day=day)
    return card_of(kb, iri, home, day)
