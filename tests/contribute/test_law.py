"""Whatever is written, in whatever order: it is as if all had been built from the end."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llmkg.build import build
from llmkg.contribute import faults
from llmkg.contribute.faults import RefusedByCheckError
from llmkg.contribute.job import Do, Job
from llmkg.contribute.payload import Part
from llmkg.contribute.place import Place
from llmkg.contribute.worker import Worker
from llmkg.errors import NotFoundError
from llmkg.export.statistics import statistics
from llmkg.rdf.view import is_named
from llmkg.search import Search
from llmkg.store.snapshot import open_current
from llmkg.vocab import CATALOGUE_GRAPH, RDFS, source_graph
from tests.shapes.build import HEAD
from tests.small import contribution

TEXT = source_graph("text")
FOREIGN = "https://example.org/g"
PREFIXES = HEAD.replace("@prefix", "PREFIX").replace(" .\n", "\n")
SEARCHES = ("one", "two", "claim", "text", "model", "two model", "c:two")
CLAIMS = st.sampled_from(["one", "two", "three"])
LEVELS = st.sampled_from(["Established", "WellSupported", "Anecdotal", "Conjectural", "Nonsense"])


def post(name):
    return Do.POST, TEXT, contribution(name)


def put(names):
    return (
        Do.PUT,
        TEXT,
        contribution(names[0])
        + "".join(contribution(name).removeprefix(HEAD) for name in names[1:]),
    )


def revise(name, level):
    return (
        Do.UPDATE,
        "",
        (
            f"{PREFIXES} WITH <{TEXT}> DELETE {{ c:{name} llmkg:confidence ?old }} "
            f"INSERT {{ c:{name} llmkg:confidence llmkg:{level} }} "
            f"WHERE {{ c:{name} llmkg:confidence ?old }}"
        ),
    )


def deny(name):
    return (
        Do.UPDATE,
        "",
        (
            f"{PREFIXES} WITH <{TEXT}> DELETE {{ c:{name} llmkg:asserts ?p }} "
            f"INSERT {{ c:{name} llmkg:denies ?p }} WHERE {{ c:{name} llmkg:asserts ?p }}"
        ),
    )


def retract(name):
    return (
        Do.UPDATE,
        "",
        (
            f"{PREFIXES} DELETE WHERE {{ GRAPH <{TEXT}> {{ c:{name} ?p ?o }} }} ; "
            f"DELETE {{ GRAPH <{TEXT}> {{ ?part ?p ?o }} }} WHERE {{ GRAPH <{TEXT}> "
            f"{{ ?part ?p ?o FILTER STRSTARTS(STR(?part), CONCAT(STR(c:{name}), '#')) }} }}"
        ),
    )


def call(name):
    named = f'?m skos:altLabel "{name} model"@en'
    return (
        Do.PATCH,
        CATALOGUE_GRAPH,
        f"{PREFIXES} INSERT {{ {named} }} WHERE {{ ?m a llmkg:Model }}",
    )


def foreign(number):
    return Do.PUT, FOREIGN, f"<x:a> <x:p> [ <x:q> {number} ] , {number} ."


WRITES = st.one_of(
    CLAIMS.map(post),
    st.lists(CLAIMS, min_size=1, max_size=2, unique=True).map(put),
    st.builds(revise, CLAIMS, LEVELS),
    CLAIMS.map(deny),
    CLAIMS.map(retract),
    CLAIMS.map(call),
    st.just((Do.DELETE, TEXT, "")),
    st.integers(0, 2).map(foreign),
    st.just((Do.DELETE, FOREIGN, "")),
    st.just((Do.UPDATE, "", f"ADD <{FOREIGN}> TO <https://example.org/h>")),
)


def looked_up(out):
    """What readers have: graphs with their digests, counts, all quads, and what is found."""
    with open_current(out) as snapshot:
        manifest = snapshot.manifest
        store = ox.Store.read_only(str(snapshot.path / "store"))
        # The default graph may still repeat them when no triple is shared any more.
        dataset = ox.Dataset(quad for quad in store if is_named(quad.graph_name))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        search = Search.beside(snapshot.path)
        found = {text: search.find(text, limit=50) for text in SEARCHES}
        told = statistics(snapshot.path, snapshot.store())
        snapshot.verify()
    return {
        "digest": manifest.digest,
        "graphs": {info.iri: (info.triples, info.digest) for info in manifest.graphs},
        "counts": dict(manifest.counts),
        "quads": manifest.quads,
        "warnings": manifest.warnings,
        "inputs": dict(manifest.inputs),
        "all": sorted(map(str, dataset)),
        "found": found,
        "statistics": told,
    }


def written(place, writes):
    """What becomes of writes one after the other, and of how many the long way was taken."""
    worker = Worker(place)
    long = []
    anew = worker._anew

    def told(job):
        long.append(job)
        return anew(job)

    worker._anew = told  # type: ignore[method-assign]
    refused = []
    for number, (do, graph, text) in enumerate(writes):
        parts = (Part("text/turtle", text.encode()),) if do is not Do.DELETE else ()
        job = Job(do, graph=graph, parts=parts, base="http://e/", who="ada", request=str(number))
        outcome = worker.do(job)
        if outcome.error is not None:
            refused.append(faults.from_json(outcome.error))
    worker.close()
    assert all(isinstance(each, RefusedByCheckError | NotFoundError) for each in refused), refused
    return long


def rebuilt(place, folder):
    """What a build makes of the files and of what was contributed."""
    shutil.copytree(place.out / "contributed", folder / "contributed")
    build(place.root, folder, force=True)
    return looked_up(folder)


@settings(max_examples=3, suppress_health_check=list(HealthCheck))
@given(st.lists(WRITES, min_size=3, max_size=8))
def test_any_sequence_of_writes_is_as_if_built(built_small, writes):
    """Also with some between them that are refused, which change nothing."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("llmkg.contribute.worker.bound_memory", lambda: None)
        here = Path(folder)
        shutil.copytree(built_small / "out", here / "out", symlinks=True)
        place = Place(built_small / "root", here / "out", 3)
        assert not written(place, [(Do.PUT, FOREIGN, "<x:a> <x:p> 1 ."), *writes])
        assert looked_up(place.out) == rebuilt(place, here / "anew")


def test_what_may_touch_everything_takes_the_long_way(place, monkeypatch):
    """A policy and an ontology that changed on the disk, and no snapshot at all."""
    monkeypatch.setattr("llmkg.contribute.worker.bound_memory", lambda: None)
    one = (Do.PUT, FOREIGN, "<x:a> <x:p> 1 .")
    assert not written(place, [one])
    for name in (
        "ontology/discourse.ttl",
        "queries/policy/10-in-force.rq",
        "claims/text/one.ttl",
    ):
        with (place.root / name).open("a", encoding="utf-8") as file:
            file.write("\n# another text\n")
        assert len(written(place, [one])) == 1, name
    (place.out / "current").unlink()
    assert len(written(place, [one, one])) == 1
    law = (Do.UPDATE, "", "INSERT DATA { GRAPH <x:g> { <x:a> <" + RDFS.subClassOf + "> <x:b> } }")
    assert len(written(place, [law, one])) == 1
    assert looked_up(place.out) == rebuilt(place, place.out.with_name("anew"))
