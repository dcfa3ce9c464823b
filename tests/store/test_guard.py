import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmkg.errors import ForbiddenQueryError, QuerySyntaxError, TooLargeError
from llmkg.store.dataset import has_dataset
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.guard import LIMIT_STEPS, inspect
from llmkg.store.port import QueryForm

SERVICE = "SERVICE <http://127.0.0.1:9/> {}"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", QueryForm.SELECT),
        ("select * {}", QueryForm.SELECT),
        ("# INSERT\nPREFIX insert: <x:insert> BASE <x:load> ASK {}", QueryForm.ASK),
        ("PREFIX ask: <x:> CONSTRUCT WHERE { ask:load ?select ?service }", QueryForm.CONSTRUCT),
        ("DESCRIBE <x:service>", QueryForm.DESCRIBE),
        ('SELECT * { ?s ?p "SERVICE <x> { LOAD }" }', QueryForm.SELECT),
        ("SELECT * { ?s ?p '''SERVICE''' } # LOAD <x:y>", QueryForm.SELECT),
        ("SELECT * { ?s x:LOAD x:a.SERVICE }", QueryForm.SELECT),
    ],
)
def test_what_may_be_asked(text, form):
    assert inspect(text) is form


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ {SERVICE} }}",
        f"SELECT * {{ {SERVICE.replace('SERVICE', 'sErViCe')} }}",
        "SELECT * { SERVICE SILENT ?x { ?s ?p ?o } }",
        f"SELECT * {{ ?s ?p 1.{SERVICE} }}",
        f"SELECT * {{ ?s ?p true.{SERVICE} }}",
        f'SELECT * {{ ?s ?p "x"@en.{SERVICE} }}',
        f"SELECT * {{ FILTER(?a<?b){SERVICE}#>\n }}",
        f"SELECT * {{ # comment\r{SERVICE} }}",
        f'SELECT * {{ ?s ?p "a\\\\" . {SERVICE} # " }}'.replace("# ", "#\n"),
        # an engine that replaces escapes first sees the string end before SERVICE
        f'SELECT * {{ ?s ?p "\\u0022 . {SERVICE} #" }}',
        "LOAD <http://127.0.0.1:9/>",
        "INSERT DATA { <x:a> <x:b> <x:c> }",
        "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "PREFIX x: <x:> CLEAR ALL",
        "DROP ALL",
    ],
)
def test_what_may_not_be_asked(text):
    with pytest.raises(ForbiddenQueryError):
        inspect(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing",
        "PREFIX x: <x:>",
        "{}",
        "FROM",
        "SELECT ` {}",
        'ASK { ?s ?p "open }',
        "\ud800",
    ],
)
def test_what_is_no_query(text):
    with pytest.raises(QuerySyntaxError):
        inspect(text)


def test_a_keyword_written_with_an_escape_is_no_query():
    with pytest.raises((QuerySyntaxError, ForbiddenQueryError)):
        inspect("SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> {} }")


def test_size_counts_bytes():
    text = 'ASK { ?s ?p "中" }'
    assert inspect(text, limit_bytes=len(text) + 2)
    with pytest.raises(TooLargeError):
        inspect(text, limit_bytes=len(text) + 1)


@pytest.mark.parametrize(
    ("start", "end"), [("{", "}"), ("(", ")"), ("[", "]"), ("<<(", ")>>"), ("<<", ">>")]
)
def test_nesting_is_limited(start, end):
    def nested(depth):
        return f"ASK {{ {start * depth} {end * depth} }}"

    assert inspect(nested(9), limit_depth=10)
    with pytest.raises(ForbiddenQueryError, match="deep"):
        inspect(nested(10), limit_depth=10)


def test_brackets_in_strings_do_not_nest():
    assert inspect('ASK { ?s ?p "((((((((((" }', limit_depth=2)


def test_steps_are_limited_but_not_data():
    values = " ".join(f"<x:{number}>" for number in range(LIMIT_STEPS))
    assert inspect(f"SELECT * {{ VALUES ?x {{ {values} }} ?x ?p ?o }}")
    assert inspect(
        f"SELECT * {{ ?x ?p ?o }} VALUES (?x) {{ {values} }}".replace("<x", "(<x").replace(
            ">", ">)"
        )
    )
    with pytest.raises(ForbiddenQueryError, match="steps"):
        inspect("ASK { " + "OPTIONAL { ?s ?p ?o } " * (LIMIT_STEPS // 6 + 1) + "}")
    with pytest.raises(ForbiddenQueryError, match="steps"):
        inspect(f"ASK {{ VALUES ?x {{ 1 }} FILTER({'||'.join(['?a'] * LIMIT_STEPS)}) }}")


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("SELECT * FROM <x:g> {}", True),
        ("SELECT * from named <x:g> {}", True),
        ("SELECT * { ?s x:FROM 'FROM' } # FROM", False),
        ("SELECT ?from {}", False),
    ],
)
def test_a_dataset_clause_is_seen(text, there):
    assert has_dataset(text) is there


WORDS = st.sampled_from(
    ["SERVICE", "<http://127.0.0.1:9/>", "{", "}", "?s", "?p", "<", ">", '"', "'", '"""', "\\",
     "#", "\n", ".", ";", "a", "1", "x:a", "(", ")", "FILTER", "&&", "@en", "_:b", "\\u0022", " "]
)  # fmt: skip


@given(st.lists(WORDS, max_size=25))
def test_nothing_that_passes_reaches_out(words):
    """Whatever the engine parses after the guard, it never tries to connect."""
    text = "PREFIX x: <x:> ASK { ?s ?p ?o . " + " ".join(words) + " }"
    try:
        inspect(text)
    except (ForbiddenQueryError, QuerySyntaxError):
        return
    store = EmbeddedStore.memory()
    try:
        store.ask(text)
    except QuerySyntaxError:
        return  # OutsideError would be the attempt to connect, and fail the test


CRASHERS = {
    "not exists": "ASK { %s }" % ("FILTER NOT EXISTS { ?s ?p ?o } " * 490),
    "optionals": "ASK { %s }" % ("OPTIONAL { ?s ?p ?o } " * 660),
    "minus": "ASK { %s }" % ("MINUS { ?s ?p ?o } " * 660),
    "binds": "ASK { %s }" % "".join(f"BIND(1 AS ?b{n}) " for n in range(660)),  # noqa: UP031
    "ors": "ASK { FILTER(%s) }" % "||".join(["?a"] * 1_990),  # noqa: UP031
    "sums": "ASK { FILTER(%s = 1) }" % "+".join(["1"] * 1_990),  # noqa: UP031
    "nots": "ASK { FILTER(%s true) }" % ("!" * 3_980),
    "unions": "ASK { %s }" % " UNION ".join(["{}"] * 1_320),  # noqa: UP031
    "braces": "ASK { %s %s }" % ("{" * 62, "}" * 62),  # noqa: UP031
    "brackets": "ASK { FILTER(%s 1 %s) }" % ("(" * 60, ")" * 60),  # noqa: UP031
}


@pytest.mark.parametrize("name", CRASHERS)
def test_the_largest_that_passes_does_not_crash_the_engine(name):
    """On a thread, whose stack is no larger than a server's; in a process, since a crash is one."""
    text = CRASHERS[name]
    assert inspect(text) is QueryForm.ASK
    code = (
        "import sys, threading; from llmkg.store.embedded import EmbeddedStore\n"
        "text = sys.stdin.read(); done = []\n"
        "def run(): done.append(EmbeddedStore.memory().ask(text))\n"
        "thread = threading.Thread(target=run); thread.start(); thread.join()\n"
        "assert len(done) == 1\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        input=text,
        text=True,
        timeout=60,
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-500:]
