"""All claims as one list, by source and place in it: each with its level, hedge and fate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from llmkg.gather import statements
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Claim
from llmkg.quote.marks import bullets, document, escaped
from llmkg.quote.saying import Teller
from llmkg.vocab import BASE


def listing(kb: KnowledgeBase, lang: str, files: Mapping[str, str], *, home: str = BASE) -> str:
    """The claims with these IRIs; `files` has the address of each one's own text."""
    teller = Teller(kb, lang, home)
    by_source: dict[str, list[Claim]] = defaultdict(list)
    for iri in files:
        claim = statements.claim(teller.reader, iri)
        by_source[claim.source.iri].append(claim)
    parts = [f"# {escaped(teller.titles('list'))}", escaped(teller.titles("list how"))]
    for source, claims in sorted(by_source.items()):
        claims.sort(key=lambda each: (each.anchor.start if each.anchor else 0, each.iri))
        parts.append(f"## {teller.thing(teller.reader.ref(source))}")
        parts.append(bullets(teller.claim(each, files[each.iri]) for each in claims))
    return document(parts)
