"""Typed links of an answer: FAIR Signposting, profiles and mementos in one Link header or linkset.

In the header stand the links that a client needs before it has read anything (level 1 of FAIR
Signposting, https://signposting.org/FAIR/); the linkset (RFC 9264) has all of them (level 2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from llmkg.export.formats import Format
from llmkg.vocab import BASE, Kind, split

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
PUBLISHER: Final = f"{BASE}agent/llmkg-project"
LINKSET_JSON: Final = Format(
    name="json",
    aliases=(),
    media_types=("application/linkset+json", "application/json"),
    extension="json",
    charset=False,
)
LINKSET_TEXT: Final = Format(
    name="linkset",
    aliases=("text",),
    media_types=("application/linkset", "application/link-format", "text/plain"),
    extension="txt",
    charset=False,
)

_SCHEMA: Final = "https://schema.org/"
_TYPES: Final[Mapping[Kind, str]] = {
    Kind.MODEL: "SoftwareApplication",
    Kind.FAMILY: "Collection",
    Kind.STAGE: "Action",
    Kind.METHOD: "DefinedTerm",
    Kind.ABILITY: "DefinedTerm",
    Kind.DATASET: "Dataset",
    Kind.BENCHMARK: "DefinedTerm",
    Kind.PROPOSITION: "Statement",
    Kind.CLAIM: "Claim",
    Kind.EVIDENCE: "CreativeWork",
    Kind.SOURCE: "CreativeWork",
    Kind.AGENT: "Thing",
    Kind.QUESTION: "Question",
    Kind.CONCEPT: "DefinedTerm",
    Kind.TENSION: "CreativeWork",
    Kind.GRAPH: "Dataset",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A typed link; `about` is what it starts at where that is not the thing answered."""

    target: str
    rel: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    about: str = ""

    def text(self, anchor: str = "") -> str:
        """As RFC 8288 writes it."""
        about = self.about or anchor
        parts = [f"<{self.target}>", f'rel="{self.rel}"']
        parts += [f'anchor="{about}"'] if about else []
        parts += [f'{name}="{value}"' for name, value in self.attributes.items()]
        return "; ".join(parts)


def header(links: Iterable[Link]) -> str:
    """The value of a Link header."""
    return ", ".join(link.text() for link in links)


def linkset_text(anchor: str, links: Iterable[Link]) -> str:
    """The links as application/linkset: one a line, each with what it starts at."""
    return ",\n".join(link.text(anchor) for link in links) + "\n"


def linkset_json(anchor: str, links: Sequence[Link]) -> dict[str, Any]:
    """The links as application/linkset+json."""
    contexts: dict[str, dict[str, Any]] = {}
    for link in links:
        about = link.about or anchor
        context = contexts.setdefault(about, {"anchor": about})
        for rel in link.rel.split():
            context.setdefault(rel, []).append({"href": link.target, **link.attributes})
    return {"linkset": list(contexts.values())}


def described(address: str, formats: Iterable[Format]) -> list[Link]:
    """Where the metadata of a thing are, by format."""
    return [
        Link(f"{address}?format={format_.name}", "describedby", {"type": format_.media_type})
        for format_ in formats
    ]


def signposts(iri: str, home: str, authors: Sequence[str] = ()) -> list[Link]:
    """What a thing is, who made it, how to cite it, what may be done with it, where it belongs.

    home     the address of the page of the whole dataset
    authors  IRIs; the project where there are none
    """
    named = split(iri)
    type_ = _TYPES[named[0]] if named else "DefinedTermSet"
    return [
        Link(iri, "cite-as"),
        Link(f"{_SCHEMA}AboutPage", "type"),
        Link(f"{_SCHEMA}{type_}", "type"),
        *(Link(author, "author") for author in authors or (PUBLISHER,)),
        Link(LICENCE, "license"),
        Link(home, "collection", {"type": "text/html"}),
    ]
