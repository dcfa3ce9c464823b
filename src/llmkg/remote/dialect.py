"""What servers do in their own way, as data: how one is known, where it takes what, its limits.

A row says what a server's documentation says, or what was seen of it (tests/remote). What can be
found out by asking (whether its default graph is the union of the others, where updates and graphs
are taken) is only proposed here, and tried: see `Endpoint` and `Scope`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Dialect:
    """The ways of one kind of server.

    name      as people call it
    header    a header of its answers, in lower case, and how its value begins
    updates   where updates may go, against the address of queries: "" is that itself, "x" one
              beside it, "/x" one below it
    graphs    where whole graphs may be sent and fetched, likewise
    timeout   the parameter of a request that bounds the time of a query, and how many of its units
              make a second; a server without one runs on when we have hung up
    system    how the names of graphs begin that belong to the server itself
    whole     whether an update request is done as a whole or not at all, of whatever size
    listing   whether GRAPH ?g {} lists the graphs, which spares a look at every triple
    partial   headers that say of an answer that it is not whole
    passing   what a message says of a fault that passes when one tries again
    denied    what a message says of something that is not allowed to us
    """

    name: str
    header: tuple[str, str] = ("", "")
    updates: tuple[str, ...] = ("", "update", "/update", "/statements")
    graphs: tuple[str, ...] = ("", "store", "data", "/data", "/rdf-graphs/service")
    timeout: tuple[str, float] | None = None
    system: tuple[str, ...] = ()
    whole: bool = False
    listing: bool = False
    partial: tuple[str, ...] = ()
    passing: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()


UNKNOWN: Final = Dialect("SPARQL 1.1")

DIALECTS: Final = (
    Dialect(
        "Oxigraph",
        header=("server", "Oxigraph/"),
        updates=("update",),
        graphs=("store",),
        whole=True,
        listing=True,
    ),
    Dialect(
        "Apache Jena Fuseki",
        header=("fuseki-request-id", ""),
        updates=("update", "/update", ""),
        graphs=("data", "/data", ""),
        timeout=("timeout", 1.0),
        whole=True,
        listing=True,
    ),
    Dialect(
        "Virtuoso",
        header=("server", "Virtuoso/"),
        updates=("sparql-auth", ""),
        graphs=("sparql-graph-crud-auth", "sparql-graph-crud"),
        timeout=("timeout", 1000.0),
        system=(
            "http://www.openlinksw.com/",
            "http://www.w3.org/ns/ldp#",
            "http://www.w3.org/2002/07/owl#",
            "http://localuriqaserver/",
            "http://localhost:8890/",
            "urn:activitystreams-owl:map",
            "urn:core:services:sparql",
            "b3sonto",
            "b3sifp",
            "dbprdf-label",
            "facets",
            "virtrdf-label",
        ),
        partial=("x-sparql-maxrows", "x-sql-state"),
        passing=("Virtuoso 40001 Error",),
        denied=("SECURITY: No permission",),
    ),
)


def recognised(headers: Mapping[str, str]) -> Dialect:
    """The dialect that the headers of an answer (names in lower case) tell of."""
    for each in DIALECTS:
        name, beginning = each.header
        if name in headers and headers[name].startswith(beginning):
            return each
    return UNKNOWN
