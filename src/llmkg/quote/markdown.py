"""Things as Markdown, each as its kind wants it: what is said goes with what qualifies it."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from llmkg.kb import KnowledgeBase
from llmkg.quote.card import card_of
from llmkg.quote.claim import claim_markdown
from llmkg.quote.proposition import proposition_markdown
from llmkg.vocab import BASE, RDF, Kind, split

_TYPE: Final = ox.NamedNode(RDF["type"])
_OWN: Final = {Kind.CLAIM: claim_markdown, Kind.PROPOSITION: proposition_markdown}


def markdown(
    kb: KnowledgeBase, iri: str, lang: str, *, home: str = BASE, day: str | None = None
) -> str:
    """A thing in Markdown; claims and propositions in this language, all others in both.

    Arguments as of `claim_markdown`. Raises NotFoundError.
    """
    named = split(iri)
    own = _OWN.get(named[0]) if named is not None else None
    # What is only spoken of, and defined nowhere, has a card all the same.
    if own is not None and kb.store.quads(ox.NamedNode(iri), _TYPE):
        return own(kb, iri, lang, home=home, day=day)
    return card_of(kb, iri, home, day)
