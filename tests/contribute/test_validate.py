"""A contribution is told the same by looking as with everything in memory."""

import pytest

from llmkg.contribute.job import Do, Job
from llmkg.contribute.payload import Part
from llmkg.contribute.place import Place
from llmkg.contribute.state import State
from llmkg.contribute.validate import NAME, validate
from llmkg.contribute.worker import Examiner
from llmkg.vocab import BASE, LLMKG
from tests.shapes.build import HEAD
from tests.small import contribution

NAMELESS = HEAD + "model:nameless a llmkg:Model ."
CLAIM = contribution("two")
DOCUMENTS = {
    "nothing wrong": CLAIM,
    "what is there": contribution("one"),
    "nameless": NAMELESS,
    "several": NAMELESS + CLAIM.removeprefix(HEAD).replace("llmkg:confidence", "llmkg:confidense"),
    "no stance": CLAIM.replace("llmkg:asserts", "rdfs:seeAlso"),
    "about what is there": HEAD + "model:two rdfs:label 'one'@en , 'two'@en .",
    "another anchor": HEAD
    + "c:one llmkg:anchor [ a llmkg:Anchor ; oa:start 1 ; oa:end 2 ; llmkg:digest 'x' ] .",
    "a text": HEAD + "c:one llmkg:hedge 'x' ; llmkg:section '1.1' , '1.2' .",
    "unnamable": HEAD + "[] a llmkg:Claim .",
    "no turtle": HEAD + "c:two a",
    "empty": "",
    "a term": HEAD + f"<{LLMKG}Claim> rdfs:label 'claim'@en .",
}


@pytest.fixture(scope="module")
def both(built_small):
    """What is said of a document in either way, and whether the long way was taken."""
    place = Place(built_small / "root", built_small / "out", 3)
    state = State.load(place)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("llmkg.contribute.worker.bound_memory", lambda: None)
        examiner = Examiner(place)
        long = []

        def anew(job):
            long.append(job)
            return validate(state, job)

        examiner._anew = anew  # type: ignore[method-assign]

        def ask(text, media_type="text/turtle"):
            job = Job(Do.VALIDATE, parts=(Part(media_type, text.encode()),), base="http://e/")
            long.clear()
            return validate(state, job), examiner.do(job), bool(long)

        yield ask
        examiner.close()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_same_is_found(both, name):
    whole, looked, long = both(DOCUMENTS[name])
    assert long == (name == "a term")
    assert told(looked) == told(whole)
    if name not in ("nothing wrong", "what is there", "a term"):
        assert told(whole)


def test_other_forms_are_read(both):
    text = f'{{"@id": "{BASE}model/x", "@type": "{LLMKG}Model"}}'
    whole, looked, long = both(text, "application/ld+json")
    assert not long
    assert told(looked) == told(whole)
    assert told(whole)


def told(outcome):
    """The findings; where they stand, as far as that is in what was sent."""
    assert outcome.error is None
    return sorted(
        [
            {
                **each,
                "location": each["location"]
                if each["location"] and each["location"][0] == NAME
                else None,
            }
            for each in outcome.findings["findings"]
        ],
        key=str,
    )
