"""The checks of F-UJI, an assessor of datasets, by the identifiers of the FAIRsFAIR metrics 0.8."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from llmkg.fair.common import (
    contents,
    elements,
    is_open_type,
    is_persistent,
    is_web,
    licence,
    of_distributions,
    persistent_name,
    vocabularies,
    web_name,
)
from llmkg.fair.evidence import Evidence
from llmkg.fair.graph import Triples
from llmkg.fair.result import Asks, Check, Found, Tool, lacking, there
from llmkg.fair.terms import (
    ACCESS,
    AUTHOR,
    CITATION,
    DCAT,
    DESCRIPTION,
    FORMAT,
    ISSUED,
    KEPT_BY_FUJI,
    KEYWORDS,
    MANY_FIELDS,
    MODIFIED,
    ONE_FIELD,
    PUBLISHER,
    REGISTERED,
    RELATED,
    SEARCHED,
    SIZE,
    VOID_SPACE,
)
from llmkg.vocab import DCTERMS, PAV, PROV, RDF, SCHEMA, VOID

_PIDS: Final = "asks the authority of a registered identifier (DOI, Handle …)"
_ENDPOINT: Final = (VOID.sparqlEndpoint, f"{DCAT}endpointURL")


def _type(evidence: Evidence) -> list[str]:
    return evidence.dataset.all(RDF.type, DCTERMS.type)


def _citation(evidence: Evidence) -> Found:
    if not _type(evidence):
        return lacking("the metadata says nothing of: object type")
    return elements(evidence.dataset, CITATION)


def _core(evidence: Evidence) -> Found:
    cited = _citation(evidence)
    if not cited.share:
        return cited
    return elements(evidence.dataset, {"summary": DESCRIPTION, "keywords": KEYWORDS})


def _content_named(evidence: Evidence) -> Found:
    found = contents(evidence)
    if found:
        return there(f"{len(found)} addresses of data, such as {found[0]}")
    return lacking("no address of the data (dcat:downloadURL, schema:contentUrl)")


def _for_engines(evidence: Evidence) -> Found:
    names = evidence.dataset.embedded.names()
    types = set(evidence.dataset.embedded.all(evidence.dataset.iri, RDF.type))
    if types & {SCHEMA.Dataset, SCHEMA.DataCatalog, f"{DCAT}Dataset"}:
        spoken = [title for space, title in SEARCHED.items() if vocabularies(names, (space,))]
        return there(f"the page holds JSON-LD in {', '.join(dict.fromkeys(spoken))}")
    return lacking("the page holds no JSON-LD that says that it is about a dataset")


def _access(evidence: Evidence) -> Found:
    found = evidence.dataset.all(*ACCESS)
    if found:
        return there(f"access: {found[0]}")
    return lacking("no rights of access (dcterms:accessRights, schema:isAccessibleForFree)")


def _metadata_retrieved(evidence: Evidence) -> Found:
    dataset = evidence.dataset
    if dataset.page.fine and any(said.size for said in dataset.metadata):
        return there(f"{dataset.iri} brings metadata")
    return lacking(f"{dataset.iri} brings no metadata (status {dataset.page.status})")


def _data_retrieved(evidence: Evidence) -> Found:
    found = contents(evidence)
    for address in found[:1]:
        answer = evidence.visitor.get(address, method="HEAD")
        if answer.fine:
            return there(f"{address} answers")
        return lacking(f"{address} answers with status {answer.status}")
    return lacking("no address of the data to ask")


def _data_protocol(evidence: Evidence) -> Found:
    found = contents(evidence)
    strange = [each for each in found if not is_web(each)]
    if not found or strange:
        return lacking(f"had by no protocol of the web: {', '.join(strange[:3]) or 'nothing'}")
    return there(f"data by {urlsplit(found[0]).scheme.upper()}")


def _first(evidence: Evidence) -> str:
    return next(iter(contents(evidence)), "")


def _named(evidence: Evidence) -> str:
    return next(iter(evidence.dataset.all(DCTERMS.identifier, SCHEMA.identifier)), "")


def _lasting(evidence: Evidence) -> str:
    """An address of data that is kept, else the first."""
    return next(
        (each for each in contents(evidence) if is_persistent(each, KEPT_BY_FUJI)), _first(evidence)
    )


def _embedded(evidence: Evidence) -> Found:
    size = evidence.dataset.embedded.size
    if size:
        return there(f"JSON-LD in the page, {size} triples")
    return lacking("no JSON-LD that can be read in the page")


def _machine(evidence: Evidence) -> Found:
    dataset = evidence.dataset
    ways = {
        "content negotiation": dataset.negotiated.size > 0,
        "typed links": dataset.linked.size > 0,
        "a SPARQL endpoint": bool(dataset.all(*_ENDPOINT)),
    }
    found = [name for name, there in ways.items() if there]
    if found:
        return there(f"RDF by {', '.join(found)}")
    return lacking("no RDF by Accept, by rel=describedby or at a SPARQL endpoint")


def _everything(evidence: Evidence) -> set[str]:
    return {name for said in evidence.dataset.metadata for name in said.names()}


def _resources(evidence: Evidence) -> Found:
    found = vocabularies(_everything(evidence), REGISTERED)
    if found:
        return there(f"{len(found)} registered vocabularies, such as {found[0]}")
    return lacking("no term of a registered vocabulary")


def _related(evidence: Evidence) -> list[str]:
    return evidence.dataset.all(*RELATED)


def _related_named(evidence: Evidence) -> Found:
    found = _related(evidence)
    if found:
        return there(f"{len(found)} related resources, such as {found[0]}")
    return lacking("nothing related is named (dcterms:relation, schema:isBasedOn …)")


def _related_linked(evidence: Evidence) -> Found:
    found = [each for each in _related(evidence) if is_web(each)]
    if found:
        return there(f"{len(found)} links that say what relates, such as {found[0]}")
    return lacking("no link to anything related (dcterms:relation, schema:isBasedOn …)")


def _kind(evidence: Evidence) -> Found:
    found = [each for each in _type(evidence) if each.rpartition("/")[2].endswith("Dataset")]
    if found:
        return there(f"it is a {found[0]}")
    return lacking("its type says nothing of data (dcat:Dataset, schema:Dataset)")


def _delivered(evidence: Evidence) -> Found:
    if of_distributions(evidence, *SIZE) and of_distributions(evidence, *FORMAT):
        return there("files with size and type")
    dataset = evidence.dataset
    served = [e for said in dataset.metadata for e in _services(said, dataset.iri)]
    if served:
        return there(f"a service with its protocol: {served[0]}")
    return lacking("neither size and type of files, nor a service with its protocol")


def _services(said: Triples, dataset: str) -> list[str]:
    serving = [
        each
        for each in said.of_type(f"{DCAT}DataService")
        if dataset in said.all(each, f"{DCAT}servesDataset") and said.has(each, DCTERMS.conformsTo)
    ]
    return [address for each in serving for address in said.all(each, f"{DCAT}endpointURL")]


def _history(evidence: Evidence) -> Found:
    wanted = {"creator": AUTHOR, "publisher": PUBLISHER, "issued": ISSUED, "modified": MODIFIED}
    found = [name for name, properties in wanted.items() if evidence.dataset.has(*properties)]
    if found:
        return there(f"found {', '.join(found)}")
    return lacking("nothing of who made or published it, or when")


def _formal_history(evidence: Evidence) -> Found:
    found = vocabularies(_everything(evidence), (str(PROV), str(PAV)))
    if found:
        return there(f"provenance in {', '.join(found)}")
    return lacking("no term of PROV or PAV")


def _standard(known: dict[str, str]) -> Asks:
    def asks(evidence: Evidence) -> Found:
        found = vocabularies(_everything(evidence), tuple(known))
        if found:
            return there(f"metadata in {', '.join(dict.fromkeys(known[s] for s in found))}")
        return lacking(f"no metadata in {', '.join(dict.fromkeys(known.values()))}")

    return asks


def _open_format(evidence: Evidence) -> Found:
    found = of_distributions(evidence, *FORMAT)
    fitting = [each for each in found if is_open_type(each)]
    if fitting:
        return there(f"data as {fitting[0]}")
    return lacking(f"no open format among: {', '.join(found[:4]) or 'nothing'}")


def _variables(evidence: Evidence) -> Found:
    found = evidence.dataset.all(
        SCHEMA.variableMeasured, f"{VOID_SPACE}classPartition", f"{VOID_SPACE}propertyPartition"
    )
    if found:
        return there(f"{len(found)} classes, properties or variables are counted")
    return lacking("nothing of what the data holds (void:classPartition, variableMeasured)")


TOOL = Tool(
    name="F-UJI",
    looks="dataset",
    address="https://doi.org/10.5281/zenodo.15045911",
    compared="metrics 0.8, source of 12 May 2026",
    metrics={
        "FsF-I1-01M": 2,
        "FsF-I3-01M": 2,
        "FsF-R1.2-01M": 1,
        "FsF-R1.3-01M": 1,
    },
)


def _check(id_: str, title: str, asks: Asks | str, points: float = 1) -> Check:
    principle = id_.removeprefix("FsF-").partition("-")[0]
    return Check(id_, TOOL, principle, title, asks, points, id_.rpartition("-")[0])


CHECKS = (
    _check("FsF-F1-01MD-1", "metadata identifier follows a unique identifier scheme",
           lambda e: web_name(e.dataset.page.address, "the page")),
    _check("FsF-F1-01MD-2", "data identifier follows a unique identifier scheme",
           lambda e: web_name(_first(e), "the data"), 0),
    _check("FsF-F1-02MD-1", "metadata identifier follows a persistent identifier syntax",
           lambda e: persistent_name(_named(e), "the dataset", KEPT_BY_FUJI), 0.5),
    _check("FsF-F1-02MD-2", "the metadata's identifier is maintained by a PID authority", _PIDS,
           0.5),
    _check("FsF-F1-02MD-4", "data identifier follows a persistent identifier syntax",
           lambda e: persistent_name(_lasting(e), "the data", KEPT_BY_FUJI), 0),
    _check("FsF-F1-02MD-5", "the data's identifier is maintained by a PID authority", _PIDS, 0),
    _check("FsF-F2-01M-2", "core data citation metadata is available", _citation),
    _check("FsF-F2-01M-3", "core descriptive metadata is available", _core),
    _check("FsF-F3-01M-2", "metadata tells where the downloadable data is", _content_named),
    _check("FsF-F4-01M-1", "search engines can ingest the metadata", _for_engines, 2),
    _check("FsF-A1-01M-1", "access restrictions or rights are in the metadata", _access),
    _check("FsF-A1-02MD-1", "metadata are retrievable via their identifier", _metadata_retrieved),
    _check("FsF-A1-02MD-2", "data are retrievable via the identifiers in metadata",
           _data_retrieved),
    _check("FsF-A1.1-01MD-1", "metadata by a standardized web protocol",
           lambda e: web_name(e.dataset.page.address, "the page")),
    _check("FsF-A1.1-01MD-2", "data by a standardized web protocol", _data_protocol),
    _check("FsF-A1.2-01MD-1", "the metadata's protocol supports authentication",
           lambda e: web_name(e.dataset.page.address, "the page")),
    _check("FsF-A1.2-01MD-2", "the data's protocol supports authentication", _data_protocol),
    _check("FsF-I1-01M-1", "structured metadata is embedded in the landing page", _embedded, 2),
    _check("FsF-I1-01M-2", "structured metadata by negotiation, typed links or SPARQL", _machine,
           2),
    _check("FsF-I2-01M-2", "metadata uses terms from registered vocabularies", _resources, 2),
    _check("FsF-I3-01M-1", "related resources are referenced", _related_named, 2),
    _check("FsF-I3-01M-2", "related resources are referenced by machine readable links",
           _related_linked, 2),
    _check("FsF-R1-01M-1", "the resource type is specified in the metadata", _kind),
    _check("FsF-R1-01M-2", "manner and form in which data is delivered are provided", _delivered),
    _check("FsF-R1-01M-3", "measured variables or observation types are specified", _variables, 0),
    _check("FsF-R1.1-01M-1", "licence information is in an appropriate metadata element",
           lambda e: licence(e.dataset)),
    _check("FsF-R1.2-01M-1", "provenance which can be mapped to PROV", _history),
    _check("FsF-R1.2-01M-2", "provenance in formal ontologies (PROV, PAV)", _formal_history),
    _check("FsF-R1.3-01M-1", "a community specific metadata standard is detected",
           _standard(dict(ONE_FIELD))),
    _check("FsF-R1.3-01M-3", "a multidisciplinary metadata standard is detected",
           _standard(dict(MANY_FIELDS))),
    _check("FsF-R1.3-02D-1", "data in a file format recommended by the community", _open_format),
)  # fmt: skip
