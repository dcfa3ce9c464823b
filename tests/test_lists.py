"""Lists that are looked up are those that the queries give; what would look at all is refused."""

import pyoxigraph as ox
import pytest

from llmkg.errors import ParameterError
from llmkg.gather import listing
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import ClaimFilter, Stance
from llmkg.rdf.corpus import load_corpus
from llmkg.reason.kept import keep_all
from llmkg.store.snapshot import Facts, building, write_snapshot
from llmkg.vocab import BASE

WANTED = (
    ClaimFilter(),
    ClaimFilter(confidence="Anecdotal"),
    ClaimFilter(min_confidence="WellSupported"),
    ClaimFilter(stance=Stance.DENIES),
    ClaimFilter(about=BASE + "ability/reasoning"),
)


@pytest.fixture(scope="module")
def kb(root, tmp_path_factory):
    out = tmp_path_factory.mktemp("lists")
    corpus = load_corpus(root / "tests/fixtures/small")
    store = ox.Store()
    store.extend(corpus.quads())
    with building(out):
        write_snapshot(out, [*store, *keep_all(store)], Facts("0", {}, corpus.inputs))
    with KnowledgeBase.open(out, root / "queries") as kb:
        yield kb


@pytest.mark.parametrize("wanted", WANTED)
def test_claims_are_those_of_the_query(kb, wanted):
    far = KnowledgeBase(kb.store, kb.queries, kb.manifest)
    theirs = far.claims(wanted)
    found = kb.claims(wanted)
    assert (found.total, found.items) == (theirs.total, theirs.items)
    for at in range(found.total):
        assert kb.claims(wanted, offset=at, limit=1).items == (theirs.items[at],)


def test_what_would_look_at_very_many_claims_is_refused(kb, monkeypatch):
    monkeypatch.setattr(listing, "LARGE", 0)
    with pytest.raises(ParameterError):
        kb.claims(ClaimFilter(hedged=True, stance=Stance.LEAVES_OPEN))


def test_things_tensions_and_questions_are_those_of_the_queries(kb):
    far = KnowledgeBase(kb.store, kb.queries, kb.manifest)
    assert kb.models() == far.models()
    assert kb.things("ability") == far.things("ability")
    assert kb.tensions() == far.tensions()
    assert kb.open_questions() == far.open_questions()
    assert kb.tensions()[:1] == far.tensions()[:1]
