"""`llmkg link` writes mapping sets that SSSOM's own validator takes, and so does `llmkg check`."""

import csv
import io
import json
import os
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import yaml
from typer.testing import CliRunner

from llmkg.check.mappings import faults
from llmkg.cli.main import make_app
from llmkg.link.table import MOST_BYTES
from tests.fetching import fetched

ROOT = Path(__file__).parents[2]
TABLE = """model,year
ChatGPT,2022
text-davinci-03,2022
ChatGPT,2023
something else,1
"chain of thougt",1
思维链,2
davinci-004,2
"""


@pytest.fixture(scope="module")
def call(snapshot):
    def run(*arguments):
        return CliRunner().invoke(
            make_app(), ["--root", str(ROOT), "--out", str(snapshot), *map(str, arguments)]
        )

    return run


@pytest.fixture(scope="module")
def written(call, tmp_path_factory):
    folder = tmp_path_factory.mktemp("link")
    table, output = folder / "table.csv", folder / "table.sssom.tsv"
    table.write_text(TABLE, encoding="utf-8")
    done = call("link", table, "--column", "model", "--output", output)
    assert done.exit_code == 0, done.output
    assert "6 names: 4 linked, 2 left" in done.stderr
    return output


def parts(path):
    lines = path.read_text("utf-8").splitlines(keepends=True)
    head = yaml.safe_load("".join(line[1:] for line in lines if line.startswith("#")))
    body = "".join(line for line in lines if not line.startswith("#"))
    return head, list(csv.DictReader(io.StringIO(body), delimiter="\t"))


def test_what_stands_out_is_mapped(written):
    head, rows = parts(written)
    assert head["mapping_set_id"].startswith("urn:uuid:")
    assert head["license"] == "https://creativecommons.org/licenses/by/4.0/"
    mapped = {row["subject_label"]: row for row in rows}
    assert {label: row["object_id"] for label, row in mapped.items()} == {
        "ChatGPT": "model:chatgpt",
        "text-davinci-03": "model:text-davinci-003",
        "chain of thougt": "ability:chain-of-thought",
        "思维链": "ability:chain-of-thought",
    }
    same, alike = mapped["ChatGPT"], mapped["text-davinci-03"]
    assert same["mapping_justification"] == "semapv:LexicalMatching"
    assert same["confidence"] == "1.000"
    assert same["comment"] == "line 2 of the table, 2 times"
    assert alike["mapping_justification"] == "semapv:LexicalSimilarityThresholdMatching"
    assert 0.9 <= float(alike["confidence"]) < 1
    assert len({row["subject_id"] for row in rows}) == len(rows)


def test_our_check_takes_it(call, written):
    done = call("check", written)
    assert done.exit_code == 0, done.output


def test_the_validator_of_sssom_takes_it(written):
    """Its own program, which needs a place of its own: `make strangers` makes it one."""
    fetched()
    usual = ROOT / "build" / "sssom" / "bin" / "sssom"
    program = os.environ.get("LLMKG_SSSOM") or shutil.which("sssom") or str(usual)
    if not Path(program).is_file():
        pytest.skip("the validator of SSSOM is not here (make strangers, or LLMKG_SSSOM)")
    kinds = ("JsonSchema", "PrefixMapCompleteness", "StrictCurieFormat")
    wanted = [word for kind in kinds for word in ("-V", kind)]
    done = subprocess.run(
        [program, "validate", *wanted, str(written)], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ERROR" not in done.stderr


def test_candidates_that_do_not_stand_out_are_close(call, written, tmp_path):
    output = tmp_path / "close.sssom.tsv"
    table = written.with_name("table.csv")
    done = call("link", table, "--column", "model", "-o", output, "--least", "69")
    assert "4 linked, 1 close, 1 left" in done.stderr
    rows = {row["subject_label"]: row for row in parts(output)[1]}
    assert rows["davinci-004"]["predicate_id"] == "skos:closeMatch"
    assert float(rows["davinci-004"]["confidence"]) < 0.9


def test_a_type_and_json(call, written):
    table = written.with_name("table.csv")
    done = call("link", table, "--column", "model", "--type", "ability", "--json")
    found = {each["value"]: each["candidates"] for each in json.loads(done.stdout)}
    assert found["chain of thougt"][0]["match"] is True
    assert not any(each["match"] for each in found["ChatGPT"])


@pytest.mark.parametrize(
    ("content", "said", "code"),
    [
        (b"name,year\nChatGPT,1\n", "no column 'model'", 1),
        (b"model,year\nChat\xffGPT,1\n", "not UTF-8", 1),
        (b"", "is empty", 1),
        (b"model\n\n", "has no values", 1),
        (b'model\n"open\n', "cannot be read", 1),
        (b"model\n" + b"x" * 200_000, "cannot be read", 1),
    ],
)
def test_a_faulty_table_gives_a_clear_finding(call, tmp_path, content, said, code):
    table = tmp_path / "faulty.csv"
    table.write_bytes(content)
    done = call("link", table, "--column", "model", "-o", tmp_path / "out.tsv")
    assert done.exit_code == code
    assert said in done.stderr
    assert f"where: {table}" in done.stderr
    assert "mend:" in done.stderr
    assert not (tmp_path / "out.tsv").exists()


def test_a_huge_table_is_not_read(call, tmp_path):
    table = tmp_path / "huge.csv"
    with table.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    done = call("link", table, "--column", "model")
    assert done.exit_code == 1
    assert "100,000,001 bytes" in done.stderr


def test_wrong_words_are_told(call, written):
    table = written.with_name("table.csv")
    assert call("link", table, "--column", "model", "--type", "Sofa").exit_code == 2
    assert call("link", table, "--column", "model", "--remote", "nowhere").exit_code == 2
    assert call("link", table.with_name("none.csv"), "--column", "model").exit_code == 3


# -- another service -----------------------------------------------------------------------------


class Service(BaseHTTPRequestHandler):
    """One of version 0.2, with its identifiers in a space."""

    broken = False

    def do_GET(self):
        self.answer({"versions": ["0.2"], "identifierSpace": "https://a.example/thing/"})

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        queries = json.loads(form["queries"][0])
        assert len(queries) <= 10
        one = {"id": "Q1", "name": "ChatGPT", "score": 100, "match": True}
        self.answer(
            {
                key: {"result": [one] if query["query"] == "ChatGPT" else []}
                for key, query in queries.items()
                if not self.broken
            }
        )

    def answer(self, document):
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        """Say nothing."""


@pytest.fixture
def service():
    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()
    Service.broken = False


def test_another_service_is_asked(call, written, service):
    table = written.with_name("table.csv")
    output = written.with_name("remote.sssom.tsv")
    done = call("link", table, "--column", "model", "--remote", service, "-o", output)
    assert "6 names: 1 linked, 5 left" in done.stderr, done.output
    head, (row,) = parts(output)
    assert row["object_id"] == "ns1:Q1"
    assert head["curie_map"]["ns1"] == "https://a.example/thing/"
    assert list(faults(output, lambda _iri: False)) == []


def test_our_own_service_is_asked_over_the_wire(call, written, reader):
    table = written.with_name("table.csv")
    output = written.with_name("wire.sssom.tsv")
    address = f"{reader.address}/reconcile"
    done = call("link", table, "--column", "model", "--remote", address, "-o", output)
    assert done.exit_code == 0, done.output
    mapped = [
        {row["subject_label"]: row["object_id"] for row in parts(each)[1]}
        for each in (output, written)
    ]
    assert mapped[0] == mapped[1]


def test_a_service_that_fails_is_named(call, written, service):
    Service.broken = True
    table = written.with_name("table.csv")
    done = call("link", table, "--column", "model", "--remote", service)
    assert done.exit_code == 3
    assert service in done.stderr
