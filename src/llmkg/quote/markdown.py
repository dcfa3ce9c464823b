"""Things as Markdown, each as its kind wants it: what is said goes with what qualifies it."""

from __future__ import annotations

from typing import Final

from llmkg.kb import KnowledgeBase
from llmkg.quote.card import card_of
from llmkg.quote.citing import is_defined
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
    own = _OWN.get(named[0]) if named is not None and is_defined(kb, iri, named[0]) else None
    if own is not None:
        return own(kb, iri, lang, home=home, day=day)
    # What is only spoken of, and defined nowhere, has a card all the same.
    return card_of(kb, iri, home, day)
