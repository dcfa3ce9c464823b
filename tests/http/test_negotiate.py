import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmkg.errors import UnknownFormatError
from llmkg.export.formats import (
    GRAPH_FORMATS,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    RESULTS_CSV,
    RESULTS_JSON,
    RESULTS_TSV,
    RESULTS_XML,
    TABLE_FORMATS,
    TURTLE,
    find_format,
)
from llmkg.http.negotiate import NotAcceptableError, choose, entity_tag, is_known
from llmkg.http.params import HTML

PAGE_OR_RDF = (HTML, *GRAPH_FORMATS)

CASES = [
    # (Accept, formats, the format wanted, its Content-Type)
    (None, TABLE_FORMATS, RESULTS_JSON, "application/sparql-results+json"),
    ("", TABLE_FORMATS, RESULTS_JSON, "application/sparql-results+json"),
    ("*/*", TABLE_FORMATS, RESULTS_JSON, "application/sparql-results+json"),
    ("*", TABLE_FORMATS, RESULTS_JSON, "application/sparql-results+json"),
    ("application/*", TABLE_FORMATS, RESULTS_JSON, "application/sparql-results+json"),
    ("text/*", TABLE_FORMATS, RESULTS_CSV, "text/csv; charset=utf-8"),
    ("text/csv", TABLE_FORMATS, RESULTS_CSV, "text/csv; charset=utf-8"),
    ("TEXT/CSV", TABLE_FORMATS, RESULTS_CSV, "text/csv; charset=utf-8"),
    ("text/csv;charset=utf-8", TABLE_FORMATS, RESULTS_CSV, "text/csv; charset=utf-8"),
    (" text/csv ; q=1 ", TABLE_FORMATS, RESULTS_CSV, "text/csv; charset=utf-8"),
    ("application/json", TABLE_FORMATS, RESULTS_JSON, "application/json"),
    ("application/xml", TABLE_FORMATS, RESULTS_XML, "application/xml"),
    ("text/csv;q=0.5, application/sparql-results+xml;q=0.6", TABLE_FORMATS, RESULTS_XML, None),
    ("text/csv;q=0.001, text/tab-separated-values;q=0.002", TABLE_FORMATS, RESULTS_TSV, None),
    ("text/csv;q=0, */*;q=0.1", TABLE_FORMATS, RESULTS_JSON, None),
    ("text/csv;Q=0.1, text/tab-separated-values", TABLE_FORMATS, RESULTS_TSV, None),
    # the most specific range decides, not the best one
    (
        "application/*;q=0.9, application/sparql-results+json;q=0.1",
        TABLE_FORMATS,
        RESULTS_XML,
        None,
    ),
    ("*/*, application/sparql-results+json;q=0", TABLE_FORMATS, RESULTS_XML, None),
    # a format that is ruled out does not come back under an older name of its own
    ("text/turtle;q=0, */*;q=0.5", GRAPH_FORMATS, JSON_LD, "application/ld+json"),
    # what browsers and well-known clients send
    (
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
        PAGE_OR_RDF,
        HTML,
        "text/html; charset=utf-8",
    ),
    (
        "text/turtle, application/rdf+xml;q=0.8, */*;q=0.1",
        PAGE_OR_RDF,
        TURTLE,
        "text/turtle; charset=utf-8",
    ),
    ("application/rdf+xml, text/rdf+n3;q=0.9", PAGE_OR_RDF, RDF_XML, "application/rdf+xml"),
    ("application/n-triples", PAGE_OR_RDF, N_TRIPLES, "application/n-triples; charset=utf-8"),
    ("application/xhtml+xml", PAGE_OR_RDF, HTML, "application/xhtml+xml; charset=utf-8"),
    ('application/ld+json;profile="http://a/b, c"', PAGE_OR_RDF, JSON_LD, "application/ld+json"),
    ("application/ld+json;profile=x;q=0.2, text/turtle;q=0.1", PAGE_OR_RDF, JSON_LD, None),
    # unreadable parts are passed over
    ("garbage", TABLE_FORMATS, RESULTS_JSON, None),
    ("garbage, text/csv", TABLE_FORMATS, RESULTS_CSV, None),
    ("*/csv", TABLE_FORMATS, RESULTS_JSON, None),
    ("text/csv;q=x", TABLE_FORMATS, RESULTS_JSON, None),
    (", ,", TABLE_FORMATS, RESULTS_JSON, None),
    ("text/csv, " * 2_000, TABLE_FORMATS, RESULTS_JSON, None),  # too long to be read
]


@pytest.mark.parametrize(("accept", "formats", "wanted", "content_type"), CASES)
def test_accept(accept, formats, wanted, content_type):
    choice = choose(accept, formats)
    assert choice.format is wanted
    if content_type is not None:
        assert choice.content_type == content_type


@pytest.mark.parametrize(
    "accept", ["image/png", "text/turtle", "*/*;q=0", "text/csv;q=0", "application/json;q=0.0"]
)
def test_nothing_acceptable(accept):
    with pytest.raises(NotAcceptableError) as caught:
        choose(accept, TABLE_FORMATS)
    assert "text/csv" in caught.value.mend


@pytest.mark.parametrize(
    ("name", "formats", "wanted"),
    [
        ("json", TABLE_FORMATS, RESULTS_JSON),
        ("CSV", TABLE_FORMATS, RESULTS_CSV),
        ("text/csv", TABLE_FORMATS, RESULTS_CSV),
        ("text/csv; charset=utf-8", TABLE_FORMATS, RESULTS_CSV),
        ("ttl", GRAPH_FORMATS, TURTLE),
        ("n3", GRAPH_FORMATS, TURTLE),
        ("json", GRAPH_FORMATS, JSON_LD),
        ("json-ld", GRAPH_FORMATS, JSON_LD),
        ("rdf+xml", GRAPH_FORMATS, RDF_XML),
        ("rdf", GRAPH_FORMATS, RDF_XML),
        ("xml", GRAPH_FORMATS, RDF_XML),
        ("nt", GRAPH_FORMATS, N_TRIPLES),
    ],
)
def test_a_name_goes_before_the_header(name, formats, wanted):
    assert choose("image/png", formats, named=name).format is wanted


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(UnknownFormatError) as caught:
        find_format("yaml", GRAPH_FORMATS)
    assert "turtle" in caught.value.mend


NAMES = [
    *sorted({name for format_ in PAGE_OR_RDF for name in format_.media_types}),
    *("text/*", "application/*", "*/*", "image/png"),
]
RANGES = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 1000)),
    min_size=1,
    max_size=8,
    unique_by=lambda r: r[0],
)


def quality(media_type: str, ranges: dict[str, float]) -> float:
    """RFC 9110, 12.5.1, by the letter: the most specific range that fits."""
    for name in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        if name in ranges:
            return ranges[name]
    return 0.0


@given(RANGES)
def test_any_header_gets_the_best_there_is(ranges):
    header = ", ".join(f"{name};q={thousandths / 1000:.3f}" for name, thousandths in ranges)
    qualities = {name: thousandths / 1000 for name, thousandths in ranges}
    # by a wildcard a format goes under its own name only
    best = max(
        max(
            quality(format_.media_type, qualities),
            *(qualities.get(alias, 0.0) for alias in format_.media_types),
        )
        for format_ in PAGE_OR_RDF
    )
    try:
        choice = choose(header, PAGE_OR_RDF)
    except NotAcceptableError:
        assert best == 0
    else:
        assert quality(choice.media_type, qualities) == best > 0
        assert choice.media_type in choice.format.media_types


@given(st.text(max_size=200))
def test_no_header_breaks_it(header):
    try:
        choice = choose(header, PAGE_OR_RDF)
    except NotAcceptableError:
        return
    assert choice.format in PAGE_OR_RDF


def test_entity_tags():
    tag = entity_tag("digest", "/path", "text/turtle")
    assert tag == entity_tag("digest", "/path", "text/turtle")
    assert len({tag, entity_tag("digest", "/path", "text/csv"), entity_tag("digest/path", "")}) == 3
    assert tag.startswith('"')
    assert tag.endswith('"')


@pytest.mark.parametrize(
    ("header", "exists", "known"),
    [
        (None, False, False),
        ("", False, False),
        ('"a"', False, True),
        ('"b"', False, False),
        ('"b", "a"', False, True),
        ('W/"a"', False, True),
        ("*", False, False),
        ("*", True, True),
        ("a", False, True),
        ('"b"', True, False),
    ],
)
def test_if_none_match(header, exists, known):
    assert is_known(header, '"a"', exists=exists) is known
