"""The links of a thing's answer: its other forms and days, what it is, where it belongs."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

import pyoxigraph as ox
from fastapi import Request

from llmkg.export.alternates import PROF
from llmkg.export.formats import GRAPH_FORMATS, JSON_LD, TURTLE
from llmkg.export.profiles import ALTERNATES, DEFAULT, PROFILES
from llmkg.http.address import base_address
from llmkg.http.params import HTML
from llmkg.http.representation import Representation, formats_of, http_date
from llmkg.http.service import Service
from llmkg.http.signposting import (
    LINKSET_JSON,
    LINKSET_TEXT,
    Link,
    described,
    header,
    signposts,
)
from llmkg.store.port import GraphStore
from llmkg.vocab import DCTERMS, Kind

PLAIN: Final[tuple[Any, ...]] = (HTML, *GRAPH_FORMATS)
"""The formats of what comes after no profile: the ontology, a named graph."""


def links(service: Service, request: Request, iri: str, asked: Representation) -> list[Link]:
    """The Link header of a thing: what it is, its other forms, its other days."""
    path = request.url.path
    home = base_address(request, service.settings)
    found = [Link(iri, "canonical"), *signposts(iri, home, authors(service.kb.store, iri))]
    found += described(path, (TURTLE, JSON_LD))
    found += [
        Link(f"/linkset{path}?format={format_.name}", "linkset", {"type": format_.media_type})
        for format_ in (LINKSET_JSON, LINKSET_TEXT)
    ]
    found.append(Link(asked.profile.iri, "profile"))
    at = {} if asked.day is None else {"as_of": asked.day}
    for format_ in formats_of(asked.profile):
        type_ = {"type": format_.media_type, "profile": asked.profile.iri}
        there = _address(path, asked.profile.token, format_.name, at)
        found.append(Link(there, "alternate", type_))
    for profile in PROFILES:
        if profile is not asked.profile:
            usual = formats_of(profile)[0]
            type_ = {"type": usual.media_type, "profile": profile.iri}
            found.append(Link(_address(path, profile.token, usual.name, at), "alternate", type_))
        if asked.profile is ALTERNATES:  # elsewhere they would only make the header longer
            token = {"token": profile.token}
            found.append(Link(f"{PROF}Profile", "type", token, profile.iri))
    return [*found, *memento_links(path, asked.day)]


def memento_links(path: str, day: str | None) -> list[Link]:
    """From a thing to its other days (RFC 7089): it is the gate to them itself."""
    found = [
        Link(path, "original timegate"),
        Link(f"/timemap{path}", "timemap", {"type": "application/link-format"}),
    ]
    if day is not None:
        found.append(Link(f"{path}?as_of={day}", "memento", {"datetime": http_date(day)}))
    return found


def all_links(service: Service, iri: str, home: str, page: str, kind: Kind) -> list[Link]:
    """Level 2 of FAIR Signposting: every link of a thing, also back from its metadata."""
    found = signposts(iri, home, authors(service.kb.store, iri))
    forms = GRAPH_FORMATS if kind is Kind.GRAPH else formats_of(DEFAULT)[1:]
    metadata = described(page, forms)
    found += metadata
    if kind is not Kind.GRAPH:
        found += [
            Link(
                f"{page}?_profile={profile.token}",
                "alternate",
                {"type": formats_of(profile)[0].media_type, "profile": profile.iri},
            )
            for profile in PROFILES
        ]
    return [*found, *(Link(page, "describes", {"type": "text/html"}, m.target) for m in metadata)]


def authors(store: GraphStore, iri: str) -> list[str]:
    """The creators of a source; none of anything else."""
    quads = store.quads(ox.NamedNode(iri), ox.NamedNode(DCTERMS["creator"]))
    return sorted({quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)})


def plain_links(service: Service, request: Request, iri: str) -> str:
    """The Link header of what comes in formats, but after no profile: the ontology, a graph."""
    path = request.url.path
    home = base_address(request, service.settings)
    found = [Link(iri, "canonical"), *signposts(iri, home)]
    found += described(path, (TURTLE, JSON_LD))
    if path.startswith("/graph/"):
        found += [
            Link(f"/linkset{path}?format={format_.name}", "linkset", {"type": format_.media_type})
            for format_ in (LINKSET_JSON, LINKSET_TEXT)
        ]
    found += [
        Link(f"{path}?format={format_.name}", "alternate", {"type": format_.media_type})
        for format_ in PLAIN
    ]
    return header(found)


def located(request: Request, asked: Representation) -> str:
    """The address at which this has this form whatever the headers say."""
    at = {} if asked.day is None else {"as_of": asked.day}
    # A profile with a version of its own needs no other name for it.
    name = asked.choice.format.name if asked.profile.version else quote(asked.choice.name)
    return _address(request.url.path, asked.profile.token, name, at)


def _address(path: str, token: str, name: str, at: dict[str, str]) -> str:
    profile = "" if token == DEFAULT.token else f"_profile={token}&"
    day = "".join(f"&{key}={value}" for key, value in at.items())
    return f"{path}?{profile}format={name}{day}"
