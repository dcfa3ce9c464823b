"""One definition of what counts: the rules, who reads days, and the matrix agree on every claim."""

from collections.abc import Iterator

import pyoxigraph as ox
from hypothesis import HealthCheck, example, given, settings

from llmkg.gather.reader import Reader
from llmkg.gather.weighing import span
from llmkg.gather.weighing import spans as span_finder
from llmkg.http.views.acting import said_on
from llmkg.model.weighing import Fate
from llmkg.queries import bind
from llmkg.reason.timeline import fates
from llmkg.store.embedded import EmbeddedStore
from llmkg.vocab import thing
from tests.reason.arguments import ONTOLOGY, POLICY, Case, Claim
from tests.reason.test_dependence import DATES, REPLACED, cases

RULE = next(rule for rule in POLICY.rules if "policy:inForce true ; policy:in" in rule.text)
DAYS = sorted({f"{each}-01-01"[:10] for each in DATES} | {"2022-05-05", "2022-05-06", "2999-01-01"})
ENDS = Case(
    (
        Claim("k0", "asserts", "f1", "Established", ended="2022-05-06T07:08:09Z"),
        Claim("k1", "denies", "f1", "Established", ended="nobody knows"),
        Claim("k2", "asserts", "f1", "Established", deprecated="true"),
        Claim("k3", "asserts", "f1", "Established", deprecated="false"),
        Claim("k4", "asserts", "f2", "Established", deprecated="true", ended="2022"),
        Claim("k5", "asserts", "f2", "Established", replaced_by="source:s2"),
        Claim("k6", "asserts", "f2", "Established", replaced_by="source:nowhere"),
        Claim("k7", "asserts", "f3", "Established", invalidated_by="c:k8"),
        Claim("k8", "denies", "f3", "Established", source="s3"),
        Claim("k9", "denies", "f3", "Established", source="nowhere", supersedes="k8"),
    )
)


def by_the_rules(store: EmbeddedStore, day: str) -> set[str]:
    found = store.construct(bind(RULE, {"as_of": day}))
    return {
        each.subject.value
        for each in found
        if "inForce" in str(each.predicate) and isinstance(each.subject, ox.NamedNode)
    }


def dated(case: Case) -> Iterator[str]:
    """What has no day when it was said counts always to readers, who are told so, else never."""
    yield from (thing("claim", each.slug) for each in case.claims if each.source in case.issued)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
@example(REPLACED)
@example(ENDS)
def test_all_agree_on_every_claim_and_day(case: Case) -> None:
    written = [quad for quad in case.quads() if quad not in _KNOWN]
    view = ox.Store()
    view.extend(written)
    told = EmbeddedStore.memory([*written, *fates(view)])
    alone = EmbeddedStore.memory(written)
    spans = {each: span(Reader(told), each) for each in dated(case)}
    for day in DAYS:
        ruled = by_the_rules(alone, day)
        read = {each for each, one in spans.items() if one.at(day) is Fate.CURRENT}
        assert read == ruled, day
    abouts = {thing("proposition", each.about) for each in case.claims}
    for about in abouts:
        claims = [one for _, one in said_on(Reader(told), span_finder(Reader(told)), about)]
        slugs = {thing("claim", each.slug) for each in case.claims if each.about in about}
        if slugs <= spans.keys():
            for day in DAYS:
                counted = [one for one in claims if one.at(day) is Fate.CURRENT]
                current = [s for s in slugs if spans[s].at(day) is Fate.CURRENT]
                assert len(counted) == len(current), (about, day)


_KNOWN = set(ONTOLOGY)


def test_what_is_taken_back_is_open_from_then_on() -> None:
    case = Case((Claim("k0", "asserts", "f1", "WellSupported", ended="2023-04-05T00:00:00Z"),))
    assert case.value("f1", "status", "2023-04-04") == "Supported"
    assert case.value("f1", "status", "2023-04-05") == "Open"
    assert case.value("f1", "statedFor") is None
