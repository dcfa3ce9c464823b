"""A text that makes claims, or that evidence is reported in."""

from __future__ import annotations

from dataclasses import dataclass, field

from llmkg.model.text import Labels, Ref


@dataclass(frozen=True, slots=True)
class Source:
    """A source and its bibliographic record.

    issued       date of issue, as precise as it is known: "2022-12-11", "2020-05" or "2020"
    text_digest  sha256 of the whole text in UTF-8, in hex
    text_length  of the text in code points
    claims       how many claims it makes here
    """

    iri: str
    slug: str
    title: Labels
    issued: str | None = None
    creators: tuple[Ref, ...] = ()
    language: str | None = None
    text_digest: str | None = None
    text_length: int | None = None
    claims: int = 0
    label: Labels = field(default_factory=dict)
