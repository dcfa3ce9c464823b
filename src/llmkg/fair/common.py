"""What checks of several tools ask alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from urllib.parse import urlsplit

from llmkg.fair.evidence import Evidence, Resource
from llmkg.fair.result import Found, lacking, there
from llmkg.fair.terms import CONTENT, DISTRIBUTION, LICENCE, OPEN_TYPES

OUTSIDE = "asks another host, which this command does not"


def elements(resource: Resource, wanted: Mapping[str, tuple[str, ...]]) -> Found:
    """Whether the metadata has every one of these elements."""
    missing = [name for name, properties in wanted.items() if not resource.has(*properties)]
    return lacking(_silent(missing)) if missing else there(f"found {', '.join(wanted)}")


def weighed(
    resource: Resource, wanted: Mapping[str, tuple[str, ...]], registered: Collection[str] = ()
) -> Found:
    """How many of these elements the metadata has; `registered` ones have to be got elsewhere."""
    missing = [name for name, properties in wanted.items() if not resource.has(*properties)]
    if not missing:
        return there(f"found {', '.join(wanted)}")
    abroad = sum(name in registered for name in missing)
    return Found(1 - len(missing) / len(wanted), _silent(missing), abroad / len(wanted))


def _silent(missing: Iterable[str]) -> str:
    return f"the metadata says nothing of: {', '.join(missing)}"


def is_web(iri: str) -> bool:
    """Whether it is an address of the web."""
    return urlsplit(iri).scheme in ("http", "https") and bool(urlsplit(iri).netloc)


def is_persistent(iri: str, hosts: Collection[str]) -> bool:
    """Whether it is a name at one of these hosts, which keep names."""
    host = urlsplit(iri).hostname or ""
    return any(host == each or host.endswith(f".{each}") for each in hosts)


def web_name(iri: str, what: str) -> Found:
    """Whether a name is an IRI of the web."""
    if is_web(iri):
        return there(f"{what}: {iri}")
    return lacking(f"{what} is no http(s) IRI: {iri or 'there is none'}")


def persistent_name(iri: str, what: str, hosts: Collection[str]) -> Found:
    """Whether a name is one that is kept."""
    if is_persistent(iri, hosts):
        return there(f"{what} is a persistent IRI: {iri}")
    return lacking(f"{what} is at no host that keeps names (w3id.org, doi.org …): {iri}")


def licence(resource: Resource) -> Found:
    """Whether the metadata names a licence."""
    for value in resource.all(*LICENCE):
        if value.strip():
            return there(f"licence {value}")
    return lacking("the metadata has no licence (dcterms:license, schema:license)")


def contents(evidence: Evidence) -> list[str]:
    """The addresses of the data, as the dataset's metadata has them."""
    dataset = evidence.dataset
    found = []
    for said in dataset.metadata:
        for node in said.all(dataset.iri, *DISTRIBUTION):
            found += said.all(node, *CONTENT)
    return list(dict.fromkeys(found))


def of_distributions(evidence: Evidence, *properties: str) -> list[str]:
    """What is said of the distributions of the dataset."""
    dataset = evidence.dataset
    return [
        value
        for said in dataset.metadata
        for node in said.all(dataset.iri, *DISTRIBUTION)
        for value in said.all(node, *properties)
    ]


def is_open_type(name: str) -> bool:
    """Whether a media type, or its registration's IRI, is of an open format."""
    short = name.removeprefix("https://www.iana.org/assignments/media-types/")
    return short.startswith(OPEN_TYPES)


def vocabularies(names: set[str], known: tuple[str, ...]) -> list[str]:
    """The namespaces, of those known, that any of the names is in."""
    return [space for space in known if any(name.startswith(space) for name in names)]
