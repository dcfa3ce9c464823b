"""Sources as a bibliography names them, read from the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from llmkg.gather.reader import Reader, labels, text
from llmkg.gather.statements import slug_of
from llmkg.gather.things import issued
from llmkg.model.reference import Name, Reference
from llmkg.model.text import Ref
from llmkg.vocab import DCTERMS, FABIO, LLMKG, RDF, RDFS, SCHEMA

_FORMS: Final = {
    FABIO.JournalArticle: "article",
    FABIO.Preprint: "preprint",
    FABIO.BlogPost: "blog",
}
_DOI: Final = "https://doi.org/"


def reference(reader: Reader, iri: str) -> Reference:
    """What a bibliography says of a source; NotFoundError."""
    said = reader.existing(iri, LLMKG.Source)
    types = [term.value for term in said.get(RDF.type, ()) if isinstance(term, ox.NamedNode)]
    same = tuple(ref.iri for ref in reader.refs(said.get(SCHEMA.sameAs, ())))
    publisher = reader.one_ref(said, DCTERMS.publisher)
    address = reader.one_ref(said, SCHEMA.url)
    slug, label = slug_of(iri), labels(said, RDFS.label)
    creators = reader.refs(said.get(DCTERMS.creator, ()))
    return Reference(
        slug=slug,
        form=next((_FORMS[each] for each in types if each in _FORMS), "text"),
        title=labels(said, DCTERMS["title"]) or label,
        authors=tuple(_name(reader, ref) for ref in _first_first(creators, slug)),
        is_whole=not any(" et al." in each for each in label.values()),
        issued=issued(said),
        language=text(said, DCTERMS.language),
        publisher=publisher.text("en") if publisher else None,
        doi=next((each.removeprefix(_DOI) for each in same if each.startswith(_DOI)), None),
        arxiv=text(said, FABIO.hasArXivId),
        url=address.iri if address else next(iter(same), None),
    )


def _first_first(creators: Iterable[Ref], slug: str) -> list[Ref]:
    """RDF keeps no order of authors, but a source is called after the first one."""
    lead = re.split(r"[0-9]", slug)[0]
    return sorted(creators, key=lambda ref: not f"-{ref.slug}".endswith(f"-{lead}"))


def _name(reader: Reader, ref: Ref) -> Name:
    types = {
        term.value
        for term in reader.said(ref.iri).get(RDF.type, ())
        if isinstance(term, ox.NamedNode)
    }
    return Name(ref.text("en", "zh"), LLMKG.Organisation not in types)
