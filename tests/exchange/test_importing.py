"""What comes of records: claims with places, links, tensions, and the same files a second time."""

import csv
import io
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from llmkg.build import build
from llmkg.cli.main import make_app
from llmkg.exchange.importing import run_import
from llmkg.kb import KnowledgeBase
from llmkg.mcp.derived import lineage
from llmkg.model.standing import State
from llmkg.model.weighing import Fate
from llmkg.quote.claim import claim_markdown
from llmkg.vocab import BASE, LLMKG
from tests.exchange.conftest import ALL, RECORDS, new_world

CRFM = "stanford-crfm-ecosystem-graphs"
STANDS = """
    SELECT ?file ?line ?key WHERE {
        ?claim llmkg:asserts ?said ; llmkg:locator ?place .
        ?said rdf:subject %s ; rdf:predicate %s ; rdf:object %s .
        ?place llmkg:inFile ?file ; llmkg:atLine ?line ; llmkg:atKey ?key }"""


def rows(kb, query):
    lines = kb.query(query, "text/tab-separated-values").body.decode().splitlines()[1:]
    return [tuple(cell.strip('"') for cell in line.split("\t")) for line in lines]


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "file", "key"),
    [
        ("model:acme-chat", "llmkg:derivedFrom", "model:acme-base", "assets/acme.yaml",
         "[1].dependencies.value[0]"),
        ("model:acme-base", "llmkg:trainedOn", "dataset:common-crawl", "assets/acme.yaml",
         "[0].dependencies[1]"),
        ("concept:acme-pad", "llmkg:dependsOn", "model:acme-chat", "assets/acme.yaml",
         "[4].dependencies[0]"),
        ("model:acme--tuned", "llmkg:fineTunedFrom", "model:acme-base", "acme/tuned/README.md",
         "base_model"),
        ("model:acme--small", "llmkg:derivedFrom", "model:acme--tuned", "acme/small/README.md",
         "base_model[0]"),
        ("model:t9-chat", "llmkg:derivedFrom", "model:t9", "comparison.csv",
         "base model #col=3"),
        ("source:ouyang2022", "llmkg:authoredBy", "agent:long-ouyang", "library.bib",
         "ouyang.author[0]"),
    ],
)  # fmt: skip
def test_each_edge_leads_to_the_line_that_makes_it(kb, subject, predicate, value, file, key):
    ((found, line, at),) = rows(kb, STANDS % (subject, predicate, value))
    assert (found, at) == (file, key)
    path = {"assets": RECORDS / "ecosystem", "acme": RECORDS / "cards"}.get(
        file.split("/")[0], RECORDS
    )
    text = (path / file).read_text("utf-8").splitlines()[int(line) - 1].casefold()
    words = {"dataset:common-crawl": "common crawl", "model:acme--tuned": "acme/tuned"}
    words["agent:long-ouyang"] = "ouyang"
    word = words.get(value, value.split(":")[1].split("-")[0])
    assert word in text


def test_lineage_goes_through_three_sources_with_levels(kb):
    edges = {(e.child.slug, e.parent.slug): e for e in kb.lineage("acme--small").edges}
    assert set(edges) == {("acme--small", "acme--tuned"), ("acme--tuned", "acme-base")}
    (claim,) = edges["acme--tuned", "acme-base"].claims
    assert claim.source.slug == "hugging-face"
    assert (claim.locator.file, claim.locator.line) == ("acme/tuned/README.md", 4)
    edges = {(e.child.slug, e.parent.slug): e for e in kb.lineage("text-davinci-003").edges}
    assert {e.effective.name for e in edges.values()} >= {"WellSupported"}
    sources = {claim.source.slug for e in edges.values() for claim in e.claims}
    assert sources == {"paper", CRFM}


def test_an_assistant_and_a_stored_query_are_told_the_place(kb):
    told = lineage(kb, model="text-davinci-003")
    places = {
        (claim.place.file, str(claim.place.line), claim.place.key)
        for edge in told.edges
        for claim in edge.claims
        if claim.place is not None
    }
    answer = kb.run("lineage-of-model", "text/csv", model=f"{BASE}model/text-davinci-003")
    rows = list(csv.DictReader(io.StringIO(answer.body.decode())))
    shown = {(row["file"], row["line"], row["key"]) for row in rows if row["file"]}
    assert shown
    assert shown <= places
    assert any(row["claim"] and not row["file"] for row in rows)  # of the paper


def test_what_follows_from_several_registries_has_a_level(kb):
    (why, *_) = kb.explain("model:acme--small", "llmkg:derivedFrom", "model:acme-base").explanations
    assert why.level.name == "WellSupported"
    assert len(why.grounds) == 2


def test_the_registry_says_it_and_nobody_else(kb):
    (row,) = rows(
        kb,
        "SELECT ?label WHERE { ?claim llmkg:asserts/rdf:object model:acme-base ; "
        "llmkg:statedIn source:hugging-face ; rdfs:label ?label FILTER(LANG(?label) = 'en') }",
    )
    assert row[0].startswith("Hugging Face says: ")


def test_known_things_are_linked_by_name_alias_and_address(imported):
    _, found = imported
    assert found["ecosystem-graphs"].linked[f"{BASE}dataset/common-crawl"] == "Common Crawl"
    assert found["ecosystem-graphs"].linked[f"{BASE}model/code-davinci-002"] == "code-davinci-002"
    assert found["model-cards"].linked[f"{BASE}model/acme-base"] == "base"
    assert found["bibliography"].linked == {f"{BASE}source/ouyang2022": "Training language models"}


def test_what_disagrees_becomes_a_tension(imported, kb):
    _, found = imported
    kinds = sorted((each.kind, each.about[0]) for each in found["ecosystem-graphs"].conflicts)
    assert kinds == [
        (
            "Contradiction",
            "Whether text-davinci-003 descends from Acme Base or from text-davinci-002",
        ),
        ("Contradiction", "Which of code-davinci-002 and text-davinci-002 descends from the other"),
        ("DateMismatch", "The date of Acme Chat"),
    ]
    between = {claim.slug for each in kb.tensions() for claim in each.between}
    assert {"paper-three-from-two", "paper-two-from-code"} <= between


def test_what_is_new_in_a_checkout_keeps_nothing_out(root, tmp_path):
    """Files without assets have stood among them; types, dates and names come as they come."""
    top = tmp_path / "ecosystem-graphs-main"
    (top / "assets").mkdir(parents=True)
    (top / "assets" / "words.yaml").write_text("- Name\n- Languages\n")
    (top / "assets" / "fields.yml").write_text("model:\n- name: size\n  type: text\n")
    (top / "assets" / "none.yaml").write_text("---\n")
    (top / "assets" / "new.yaml").write_text(
        "- {type: agent, name: A Bot, created_date: Q3 2031, dependencies: [A Model, Nowhere]}\n"
        "- {type: Model, name: A Model, created_date: 2022-02-31, size: [], organization: }\n"
        "- {type: model, name: A Model, dependencies: {value: [A Model, unknown, {}]}}\n"
    )
    found = run_import("ecosystem-graphs", top, root=new_world(tmp_path / "world", root))
    assert found.counts["records"] == 3
    told = {(str(each.where.file), each.what.partition(";")[0]) for each in found.remarks}
    assert told >= {
        ("assets/words.yaml", "The file holds no asset"),
        ("assets/fields.yml", "The file holds no asset"),
        ("assets/none.yaml", "The file is empty"),
        ("assets/new.yaml", "'A Bot' is of the type 'agent', which is not known"),
        ("assets/new.yaml", "'A Model' stands in two records"),
        ("assets/new.yaml", "This is no date: 'Q3 2031'"),
        ("assets/new.yaml", "This is no date: '2022-02-31'"),
        ("assets/new.yaml", "'A Model' is said to depend on itself, which is left out"),
    }
    said = sorted(each.rpartition("/")[2] for each in found.places if "/proposition/" in each)
    assert said == ["a-bot-depends-on-a-model", "a-bot-depends-on-nowhere"]


def test_a_hedge_lowers_the_confidence(kb):
    (row,) = rows(
        kb,
        "SELECT ?hedge ?level WHERE { ?claim llmkg:hedge ?hedge ; llmkg:confidence ?level ; "
        f"llmkg:statedIn source:{CRFM} }}",
    )
    assert row == ('estimated"@en', f"<{LLMKG.Conjectural}>")


def test_a_result_is_evidence_with_its_number_and_condition(kb):
    (row,) = rows(
        kb,
        "SELECT ?amount ?shots ?benchmark WHERE { "
        "?evidence llmkg:evidenceType llmkg:BenchmarkResult ; llmkg:supports ?said . "
        "?said llmkg:quantity/llmkg:amount ?amount ; rdf:object ?benchmark ; "
        "llmkg:condition/rdfs:label ?shots FILTER(LANG(?shots) = 'en') }",
    )
    assert row == ("61.2", '5-shot"@en', f"<{BASE}benchmark/mmlu>")


def test_nothing_is_said_where_the_record_says_nothing(imported):
    world, found = imported
    text = "".join(p.read_text("utf-8") for p in (world / "claims" / CRFM).glob("*.ttl"))
    assert "licensedUnder" in text
    assert '"unknown"' not in text.casefold()
    assert any("182GB" in each.what for each in found["ecosystem-graphs"].remarks)


def test_a_second_time_changes_nothing(imported):
    world, _ = imported
    before = {path: path.read_bytes() for path in (world / "claims").rglob("*.ttl")}
    for kind, path in ALL[:2]:
        assert run_import(kind, RECORDS / path, root=world).changed == ()
    assert {path: path.read_bytes() for path in (world / "claims").rglob("*.ttl")} == before


def test_changed_records_are_revised_and_said_once(root, tmp_path):
    """A value is another, a record moves to a file of another name, one file says nothing more."""
    world, top = new_world(tmp_path / "world", root), tmp_path / "checkout"
    assets = top / "assets"
    assets.mkdir(parents=True)
    model = "- {{type: model, name: {0}, created_date: {1}, dependencies: [{2}]}}\n"
    (assets / "one.yaml").write_text(model.format("One", "2021-01-02", "Base"))
    (assets / "two.yaml").write_text(model.format("Two", "2022", "One"))
    (assets / "three.yaml").write_text(model.format("Three", "2023", "Two"))
    first = run_import("ecosystem-graphs", top, root=world)
    by_hand = world / "claims" / CRFM / "by-hand.ttl"
    note = "http://www.w3.org/2000/01/rdf-schema#comment"
    by_hand.write_text(f'<{BASE}source/{CRFM}> <{note}> "Ours."@en .\n')

    (assets / "one.yaml").write_text(model.format("One", "2021-03-04", "Base"))
    (assets / "two.yaml").rename(assets / "zwei.yaml")
    (assets / "three.yaml").write_text("[]\n")
    second = run_import("ecosystem-graphs", top, root=world)
    claims = {each.rpartition("/")[2] for each in second.places if "/claim/" in each}
    before = {each.rpartition("/")[2] for each in first.places if "/claim/" in each}
    assert before - claims == {
        f"{CRFM}-one-released-on-2021-01-02",
        f"{CRFM}-three-derived-from-two",
        f"{CRFM}-three-released-on-2023",
    }
    assert claims - before == {f"{CRFM}-one-released-on-2021-03-04"}
    text = "".join(path.read_text() for path in (world / "claims").rglob("*.ttl"))
    for claim in claims:
        assert len(re.findall(rf"^c:{re.escape(claim)} ", text, re.MULTILINE)) == 1
    assert {f"{CRFM}/two.ttl", f"{CRFM}/three.ttl", f"{CRFM}/zwei.ttl"} <= set(second.changed)
    assert by_hand.is_file()
    assert not (world / "claims" / CRFM / "three.ttl").exists()

    # what is said no more is kept where it was, and says since when and why
    assert {each.rpartition("/")[2] for each in second.withdrawn} == before - claims
    for gone in before - claims:
        about = re.findall(rf"^c:{re.escape(gone)} (.*?) \.$", text, re.MULTILINE | re.DOTALL)
        assert len(about) == 1
        assert 'prov:invalidatedAtTime "20' in about[0]
        assert "say it no more." in about[0]
    for claim in claims:
        assert f"c:{claim} a llmkg:Claim ;\n    skos:changeNote" not in text
    again = run_import("ecosystem-graphs", top, root=world)
    assert again.changed == again.withdrawn == ()

    # one file by itself leaves those of the others alone
    (assets / "one.yaml").write_text(model.format("One", "2021-05-06", "Base"))
    alone = run_import("ecosystem-graphs", assets / "one.yaml", root=world)
    assert set(alone.changed) == {f"{CRFM}/one.ttl", f"{CRFM}/one.withdrawn.ttl"}
    assert alone.withdrawn == (f"{BASE}claim/{CRFM}-one-released-on-2021-03-04",)
    assert (world / "claims" / CRFM / "zwei.ttl").is_file()

    # what is said again stands again
    (assets / "one.yaml").write_text(model.format("One", "2021-03-04", "Base"))
    (assets / "three.yaml").write_text(model.format("Three", "2023", "Two"))
    run_import("ecosystem-graphs", top, root=world)
    text = "".join(path.read_text() for path in (world / "claims").rglob("*.withdrawn.ttl"))
    assert set(re.findall(r"^c:(\S+)", text, re.MULTILINE)) == {
        f"{CRFM}-one-released-on-2021-01-02",
        f"{CRFM}-one-released-on-2021-05-06",
    }


def test_what_a_registry_says_no_more_is_shown_as_taken_back(root, tmp_path):
    """Its model, which nobody else names, stays with it; what it said is open from then on."""
    world, records = new_world(tmp_path / "world", root), tmp_path / "records.yaml"
    record = "- {type: model, name: Gone, created_date: 2021-01-02, dependencies: []}\n"
    other = "- {type: model, name: Other, created_date: 2022-01-02, dependencies: []}\n"
    records.write_text(record + other)
    run_import("ecosystem-graphs", records, root=world)
    records.write_text(other)
    (claim,) = run_import("ecosystem-graphs", records, root=world).withdrawn
    build(world, tmp_path / "out")
    with KnowledgeBase.open(tmp_path / "out", root / "queries") as kb:
        slug = claim.rpartition("/")[2]
        about = kb.claim(slug).proposition.slug or ""
        assessment = kb.proposition(about).assessment
        assert assessment is not None
        assert assessment.status.iri == LLMKG.Open
        assert kb.weighing(about).span(claim).fate is Fate.RETRACTED
        assert "gone" in {each.slug for each in kb.models()}
        assert "say it no more" in claim_markdown(kb, claim, "en")
        hits = kb.search("Gone released", kinds=["claim"]).page.items
        assert [each.state for each in hits if each.thing.iri == claim] == [State.RETRACTED]


def test_a_dry_run_writes_nothing_and_counts_all(imported, tmp_path):
    world, found = imported
    path = RECORDS / "comparison.csv"
    dry = run_import("orkg-comparison", path, root=world, into=tmp_path, dry_run=True)
    assert list(tmp_path.iterdir()) == []
    assert dry.counts["claims"] == found["orkg-comparison"].counts["claims"]


def shown():
    text = (Path(__file__).parents[2] / "docs" / "importing.md").read_text("utf-8")
    return re.findall(r"^\$ llmkg (.*)$", text, re.MULTILINE)


@pytest.mark.parametrize("command", shown())
def test_each_command_of_the_page_runs(command, imported, root, tmp_path, monkeypatch):
    monkeypatch.chdir(root)
    world, _ = imported
    assert "--dry-run" in command
    result = CliRunner().invoke(
        make_app(), ["--root", str(world), "--out", str(tmp_path), *shlex.split(command)]
    )
    assert result.exit_code == 0, result.output
    assert "claims" in result.output
