"""What was computed is told apart from what somebody said, wherever both go out."""

import pyoxigraph as ox

from llmkg.kb import KnowledgeBase

VOID = "http://rdfs.org/ns/void#"
DESCRIPTION = ox.NamedNode("http://purl.org/dc/terms/description")
DATASET = ox.NamedNode("https://w3id.org/llmkg/")


def test_graphs_that_nobody_wrote_are_told_apart(client):
    """So that whoever takes a file, or all triples, knows which of it is no claim."""
    response = client.get("/void", headers={"Accept": "application/n-triples"})
    described = ox.Store()
    described.load(response.content, format=ox.RdfFormat.N_TRIPLES)
    told: dict[str, set[str | None]] = {}
    for subset in described.quads_for_pattern(DATASET, ox.NamedNode(f"{VOID}subset"), None):
        graph = subset.object
        assert isinstance(graph, ox.NamedNode)
        told[graph.value.partition("/graph/")[2]] = {
            quad.object.language
            for quad in described.quads_for_pattern(graph, DESCRIPTION, None)
            if isinstance(quad.object, ox.Literal)
        }
    for name, languages in told.items():
        computed = name.startswith(("assessments", "kept", "entailed/"))
        assert languages == ({"en", "zh"} if computed else set()), name
    assert {"assessments", "kept", "entailed/well-supported"} <= told.keys()


def test_of_one_thing_nothing_goes_out_that_is_only_kept(client, snapshot, root):
    """Neither numbers, nor notes of the build: though they are there, as queries find."""
    with KnowledgeBase.open(snapshot, root / "queries") as kb:
        found = [
            {str(row[0])[1:-1].partition("#")[0] for row in kb.store.select(asked).rows}
            for asked in (
                "SELECT DISTINCT ?s { GRAPH <https://w3id.org/llmkg/graph/kept> { ?s ?p ?o } }",
                "SELECT DISTINCT ?s { ?s llmkg:standsAside ?o }",
            )
        ]
        both = sorted(each for each in set.intersection(*found) if "/llmkg/ability/" in each)
        assert both
        for iri in both[:2]:
            path = iri.removeprefix("https://w3id.org/llmkg")
            page = client.get(path, headers={"Accept": "application/n-triples"})
            assert page.status_code == 200
            said = page.text + "".join(f"{quad.triple}\n" for quad in kb.entity(iri))
            assert "/kept#" not in said
            assert "standsAside" not in said
            assert "urn:llmkg:" not in said
