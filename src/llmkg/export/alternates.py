"""The list of a thing's representations, as RDF: the "alt" profile of the W3C.

Terms: https://www.w3.org/TR/dx-prof-conneg/, section 8.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import pyoxigraph as ox

from llmkg.export.formats import Format
from llmkg.export.profiles import DEFAULT, PROFILES, PROFILES_IRI, Profile
from llmkg.vocab import DCTERMS, RDF, RDFS

ALTR: Final = "http://www.w3.org/ns/dx/connegp/altr#"
PROF: Final = "http://www.w3.org/ns/dx/prof/"

_TYPE: Final = ox.NamedNode(RDF["type"])


def representations(
    iri: str, address: str, formats: Callable[[Profile], Iterable[Format]]
) -> tuple[ox.Quad, ...]:
    """Every representation of a thing: profile, format and where it is to be had."""
    thing = ox.NamedNode(iri)
    found: list[ox.Quad] = list(profiles())
    for profile in PROFILES:
        announced = f";version={profile.version}" if profile.version else ""
        for at, format_ in enumerate(formats(profile)):
            node = ox.NamedNode(f"{address}?_profile={profile.token}&format={format_.name}")
            rows: Sequence[tuple[str, ox.NamedNode | ox.Literal]] = (
                (_TYPE.value, ox.NamedNode(f"{ALTR}Representation")),
                (DCTERMS["conformsTo"], ox.NamedNode(profile.iri)),
                (DCTERMS["format"], ox.Literal(format_.media_type + announced)),
            )
            found += [ox.Quad(node, ox.NamedNode(name), value) for name, value in rows]
            found.append(ox.Quad(thing, ox.NamedNode(f"{ALTR}hasRepresentation"), node))
            if profile is DEFAULT and at == 0:
                default = ox.NamedNode(f"{ALTR}hasDefaultRepresentation")
                found.append(ox.Quad(thing, default, node))
    return tuple(found)


def profiles() -> tuple[ox.Quad, ...]:
    """Our profiles, described in terms of the profiles vocabulary."""
    found: list[ox.Quad] = []
    for profile in PROFILES:
        node = ox.NamedNode(profile.iri)
        found.append(ox.Quad(node, _TYPE, ox.NamedNode(f"{PROF}Profile")))
        token = ox.Literal(profile.token)
        found.append(ox.Quad(node, ox.NamedNode(f"{PROF}hasToken"), token))
        for name, texts in ((RDFS["label"], profile.title), (RDFS["comment"], profile.tells)):
            for language, text in texts.items():
                value = ox.Literal(text, language=language)
                found.append(ox.Quad(node, ox.NamedNode(name), value))
        if profile.iri.startswith(PROFILES_IRI):
            about = ox.NamedNode(RDFS["isDefinedBy"])
            found.append(ox.Quad(node, about, ox.NamedNode(PROFILES_IRI)))
    return tuple(found)
