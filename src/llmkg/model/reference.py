"""A text as a bibliography names it."""

from __future__ import annotations

from dataclasses import dataclass

from llmkg.model.text import Labels


@dataclass(frozen=True, slots=True)
class Name:
    """Who made something: a person's name as it is written out, or that of an organisation."""

    text: str
    is_person: bool = True


@dataclass(frozen=True, slots=True)
class Reference:
    """A text with what finds it again.

    form      the kind of text: article, preprint, blog, or text where it is not known
    authors   the first one first
    is_whole  whether all authors are named; the catalogue only has to know whom sources share
    issued    as precise as it is known: YYYY, YYYY-MM or YYYY-MM-DD
    doi       without the address before it; `arxiv` likewise
    """

    slug: str
    form: str
    title: Labels
    authors: tuple[Name, ...] = ()
    issued: str | None = None
    language: str | None = None
    publisher: str | None = None
    doi: str | None = None
    arxiv: str | None = None
    url: str | None = None
    is_whole: bool = True
