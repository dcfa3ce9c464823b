"""The soak in short: some seconds of bad company, and what has to be seen for a breach."""

from time import monotonic

from llmkg.bench.expected import Question, fingerprint
from llmkg.bench.guests import Party, Span, Swaps
from llmkg.bench.soak import run
from llmkg.bench.visit import Reply

# How soon something comes says more of the machine than of the server, where tests run.
OF_TIME = ("lookups", "a runaway ended late", "stale answer")


def test_a_server_stands_bad_company(root):
    verdict = run(root, seconds=7, connections=40, size=2_000, every=0.6, settle=1)
    assert [b for b in verdict.breaches if not b.startswith(OF_TIME)] == []
    assert verdict.swaps > 3
    for kind in ("right", "aborted", "half heads ended", "runaways stopped", "writes acknowledged"):
        assert verdict.counts.get(kind, 0) > 0, kind


def judged(status: int, body: bytes, *, lag: float = 0.0) -> dict[str, int]:
    """The faults of an answer where "second" has just followed "first"."""
    swaps = Swaps(("first", "second"), lag=lag)
    now = monotonic()
    swaps.spans = [Span("first", now - 20, now - 10), Span("second", now - 10)]
    right = {"first": fingerprint(b"a\nb"), "second": fingerprint(b"a\nc")}
    question = Question("lookup", "ASK {}", "text/csv", 1.0, right)
    party = Party("127.0.0.1", 1, [question], swaps)
    party.judge(question, Reply(status, bytearray(body), whole=True), monotonic() - 1)
    return dict(party.seen.faults)


def test_what_is_wrong_is_seen():
    assert judged(200, b"a\nc") == judged(200, b"c\na") == {}
    assert judged(200, b"a\nb") == {"stale answer": 1}
    assert judged(200, b"a\nb", lag=30) == {}
    assert judged(200, b"a") == {"wrong answer": 1}
    assert judged(500, b"a\nc") == {"unexpected status": 1}
    assert judged(503, b"") == judged(429, b"") == {}
