"""A snapshot whose every text tries to become markup, and a text of a source that does so too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from llmkg.build import tool_versions, write_beside
from llmkg.store.snapshot import Facts, building, open_current, write_snapshot
from llmkg.vocab import BASE

MARKUP: Final = (
    "'\"><img src=x onerror=__hit=1><svg onload=__hit=1></title></textarea></script>"
    "<script>__hit=1</script><!-- {{7*7}} {% x %} ${x} `"
)
"""Ends whatever it may stand in."""
SHOWN: Final = "onerror=__hit=1"
"""Of it, as a reader sees it."""
SCRIPT: Final = "javascript:__hit=1//"
"""What is no web address must lead nowhere."""
SOURCE: Final = "fu2022-zh"
SLUG: Final = "onmouseover='__hit=1'&amp;x=(1)"
"""As much markup as an IRI takes."""
WORD: Final = "quokka"
"""Stands in every line of the text of the source, and nowhere else."""
_MARKUP: Final = """[
    ...(HERE).querySelectorAll(
      `img, [onerror], [onload], [onmouseover], [onfocus], :is(a, area)[href^="javascript" i],
      form[action^="javascript" i], script:not([src]):not([type$="json"])`,
    ),
  ].map((each) => each.outerHTML.slice(0, 150))"""
RUNS: Final = f"""() => [
  typeof __hit === "undefined" ? "" : "it ran",
  ...__csp,
  ...{_MARKUP.replace("HERE", "document")},
].filter(Boolean)"""
"""What of it runs, would run if it were clicked, or was only held back by the policy."""
READ: Final = f"""(texts) => texts.flatMap((text) => {{
  const read = new DOMParser().parseFromString(text, "text/html");
  return {_MARKUP.replace("HERE", "read")};
}})"""
"""What of it is markup in pages that the browser reads and does not show."""

_KEPT: Final = re.compile(r"[0-9a-f]{64}|[\w.-]{1,3}")
_RDFS_LABEL: Final = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_LINKS: Final = {
    ox.NamedNode(f"https://schema.org/{name}") for name in ("sameAs", "url", "mainEntityOfPage")
} | {
    ox.NamedNode(f"http://www.w3.org/2004/02/skos/core#{name}Match") for name in ("exact", "close")
}
_TEXT_DIGEST: Final = ox.NamedNode(f"{BASE}ontology#textDigest")


def text(length: int) -> str:
    """A text of so many characters, of which every line is markup."""
    line = f"{WORD} {MARKUP} 思维链\n"
    return (line * (length // len(line) + 1))[:length]


def poisoned(quads: Iterable[ox.Quad], digest: str) -> Iterator[ox.Quad]:
    """The same with markup in every text, scripts as links, and another digest of the source."""
    for quad in quads:
        value = quad.object
        if quad.predicate == _TEXT_DIGEST:
            value = ox.Literal(digest)
        elif isinstance(value, ox.Literal) and value.language:
            value = ox.Literal(value.value + MARKUP, language=value.language)
        elif isinstance(value, ox.Literal) and value.datatype.value.endswith("#string"):
            if not _KEPT.fullmatch(value.value):
                value = ox.Literal(value.value + MARKUP)
        elif quad.predicate in _LINKS and isinstance(value, ox.NamedNode):
            value = ox.NamedNode(SCRIPT + value.value)
        yield ox.Quad(quad.subject, quad.predicate, value, quad.graph_name)
    thing, graph = ox.NamedNode(f"{BASE}ability/{SLUG}"), ox.NamedNode(f"{BASE}graph/catalogue")
    yield ox.Quad(thing, _TYPE, ox.NamedNode(f"{BASE}ontology#Ability"), graph)
    yield ox.Quad(thing, _RDFS_LABEL, ox.Literal(MARKUP, language="en"), graph)


def poison(snapshot: Path, out: Path, path: Path) -> None:
    """Write such a snapshot into `out`, and the text of the source into a file at `path`."""
    said = text(12_000)
    path.write_text(said, "utf-8", newline="")
    with open_current(snapshot) as opened:
        store = opened.store()
        quads = list(poisoned(store.quads(), sha256(said.encode()).hexdigest()))
        store.close()
        facts = Facts(opened.manifest.version, tool_versions(), opened.manifest.inputs)
    with building(out):
        write_snapshot(out, quads, facts, beside=write_beside)
