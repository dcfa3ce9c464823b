"""The graph as nodes and edges, read as people's scripts read it."""

import io

import networkx as nx
import pandas as pd
import pytest

from llmkg.export.network import edge_table, graphml, network, node_table

BASE = "https://w3id.org/llmkg/"
COT = f"{BASE}claim/fu2022-zh-3-1-code-training-gives-cot"
WINDOW = f"{BASE}claim/fu2022-en-3-2-context-window-4096"


@pytest.fixture(scope="module")
def found(store):
    return network(store)


def test_networkx_reads_the_graphml(found):
    graph = nx.parse_graphml(graphml(found).decode(), force_multigraph=True)
    assert (len(graph), graph.number_of_edges()) == (len(found.nodes), len(found.edges))
    claim = graph.nodes[COT]
    assert (claim["kind"], claim["level"], claim["hedge"]) == (
        "claim",
        "WellSupported",
        "very likely",
    )
    (said,) = (
        data
        for _, to, data in graph.out_edges(f"{BASE}method/code-training", data=True)
        if to == f"{BASE}ability/chain-of-thought" and data["relation"] == "givesRiseTo"
    )
    assert (said["level"], said["status"]) == ("CorrelationNotCausation", "Contested")


def test_lineage_can_be_walked(found):
    graph = nx.DiGraph(
        (edge.source, edge.target)
        for edge in found.edges
        if edge.relation in ("derivedFrom", "fineTunedFrom")
    )
    above = nx.descendants(graph, f"{BASE}model/text-davinci-003")
    assert f"{BASE}model/code-davinci-002" in above


def test_pandas_reads_the_tables(found):
    nodes = pd.read_csv(io.BytesIO(node_table(found)), keep_default_na=False)
    edges = pd.read_csv(io.BytesIO(edge_table(found)), keep_default_na=False)
    assert (len(nodes), len(edges)) == (len(found.nodes), len(found.edges))
    assert set(edges["source"]) | set(edges["target"]) == set(nodes["id"])
    assert nodes["id"].is_unique
    said = edges[edges["sort"] == "said"]
    assert set(said["status"]) >= {"Supported", "Refuted", "Contested"}
    assert (said["status"] != "").all()
    claimed = edges[edges["relation"].isin(["asserts", "denies", "leavesOpen"])]
    assert (claimed["level"] != "").all()


def test_what_was_replaced_says_so(found):
    (node,) = (node for node in found.nodes if node.id == WINDOW)
    assert node.status == "superseded"
    assert {edge.status for edge in found.edges if edge.source == WINDOW} == {"superseded"}
