"""The digest of a set depends on the set alone, however it came to be."""

from hypothesis import given
from hypothesis import strategies as st

from llmkg.rdf.setdigest import SetDigest

LINES = st.sets(st.binary(max_size=8), max_size=8)


def of(lines: set[bytes]) -> SetDigest:
    found = SetDigest()
    found.add(lines)
    return found


@given(before=LINES, after=LINES)
def test_a_change_leads_to_what_is_reckoned_anew(before: set[bytes], after: set[bytes]) -> None:
    found = of(before)
    found.remove(before - after)
    found.add(after - before)
    assert (found.hexdigest(), found.count) == (of(after).hexdigest(), len(after))


@given(lines=LINES, other=LINES)
def test_parts_make_the_whole(lines: set[bytes], other: set[bytes]) -> None:
    found = of(lines)
    found.merge(of(other - lines))
    assert found.hexdigest() == of(lines | other).hexdigest()


@given(one=LINES, two=LINES)
def test_other_sets_have_other_digests(one: set[bytes], two: set[bytes]) -> None:
    assert (of(one).hexdigest() == of(two).hexdigest()) == (one == two)


@given(lines=LINES)
def test_what_is_kept_is_gone_on_from(lines: set[bytes]) -> None:
    found = of(lines)
    assert SetDigest.of(found.value(), found.count).hexdigest() == found.hexdigest()
