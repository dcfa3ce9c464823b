"""References hold before a BibTeX parser and before a processor of citations."""

import json
import warnings

import pytest
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from pybtex.database import parse_string

from llmkg.export.bibliography import Entry, bibtex, csl, key
from llmkg.export.citation import cited_source
from llmkg.gather.reader import Reader
from llmkg.gather.references import reference
from llmkg.kb import KnowledgeBase
from llmkg.model.reference import Name
from llmkg.vocab import Kind, thing
from tests.pages.browser import with_lang

NASTY = r"50 % of {code} & C#: a_b^c ~ $x$ \input{secret} “quotes” 思维链"


@pytest.fixture(scope="module")
def book(snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries") as kb:
        yield Reader(kb.store)


def parsed(text):
    """The one entry of a BibTeX text; a warning of the parser is a fault."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = parse_string(text, "bibtex")
    ((_, entry),) = found.entries.items()
    return entry


def rendered(text):
    """What a processor makes of CSL-JSON in a common style; a field it does not know is a fault."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        source = CiteProcJSON(json.loads(text))
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        made = CitationStylesBibliography(style, source, formatter.plain)
        for name in source:
            made.register(Citation([CitationItem(name)]))
        (found,) = made.bibliography()
    return str(found)


def entry(**fields):
    given = {
        "key": "k",
        "type": "article",
        "title": NASTY,
        "authors": (Name("Ludwig van Beethoven"), Name("AT&T and Sons", is_person=False)),
        "issued": "2022-12",
    }
    return Entry(**{**given, **fields})


def test_what_tex_reads_as_something_else_is_escaped_and_comes_back():
    found = parsed(bibtex(entry()))
    said = found.rich_fields["title"] if hasattr(found, "rich_fields") else found.fields["title"]
    plain = str(said).replace("{", "").replace("}", "")
    assert r"\%" in found.fields["title"]
    assert r"\textbackslash" in found.fields["title"]
    assert r"\input" not in found.fields["title"]
    assert "思维链" in plain


def test_names_are_taken_apart_as_their_bearers_write_them():
    van, sons = parsed(bibtex(entry())).persons["author"]
    assert (van.first_names, van.prelast_names, van.last_names) == (
        ["Ludwig"],
        ["van"],
        ["Beethoven"],
    )
    assert sons.last_names == [r"{AT\&T and Sons}"]
    (made,) = json.loads(csl([entry()]))
    assert made["author"] == [
        {"given": "Ludwig", "family": "Beethoven", "non-dropping-particle": "van"},
        {"literal": "AT&T and Sons"},
    ]


@pytest.mark.parametrize(
    ("issued", "parts"), [("2022", [2022]), ("2022-12", [2022, 12]), ("2022-12-18", [2022, 12, 18])]
)
def test_dates_are_as_precise_as_they_are_known(issued, parts):
    found = parsed(bibtex(entry(issued=issued)))
    assert found.fields["year"] == "2022"
    assert ("month" in found.fields) == (len(parts) > 1)
    (made,) = json.loads(csl([entry(issued=issued)]))
    assert made["issued"] == {"date-parts": [parts]}


def test_without_a_date_none_is_made_up():
    assert "year" not in parsed(bibtex(entry(issued=None))).fields
    assert "issued" not in json.loads(csl([entry(issued=None)]))[0]


def test_a_key_is_made_of_what_every_tool_takes():
    assert key("/ability/思维链 x.Y") == "ability-x-y"
    assert key("/") == "home"


def test_a_source_is_cited_as_the_work_of_its_authors(book):
    found = reference(book, thing(Kind.SOURCE, "fu2022-zh"))
    made = cited_source(found, "en", "section 3.1, characters 4882-4931")
    entry = parsed(made.bibtex)
    assert str(entry.persons["author"][0]) == "Fu, Yao"
    assert "llmkg" not in made.bibtex
    assert entry.fields["year"] == "2022"
    assert "4882-4931" in entry.fields["note"]
    (said,) = json.loads(made.csl)
    assert said["type"] == "post-weblog"
    assert said["author"][0] == {"given": "Yao", "family": "Fu"}
    assert "Fu" in rendered(made.csl)


def test_where_not_every_author_is_known_the_reference_says_others(book):
    found = reference(book, thing(Kind.SOURCE, "aryabumi2024-to-code"))
    made = cited_source(found, "en")
    names = [str(each) for each in parsed(made.bibtex).persons["author"]]
    assert names[0] == "Aryabumi, Viraat"
    assert names[-1] == "others"
    assert parsed(made.bibtex).fields["eprint"] == "2408.10914"
    (said,) = json.loads(made.csl)
    assert said["DOI"] == "10.48550/arXiv.2408.10914"


def test_every_source_has_a_reference_that_parses_and_renders(book, snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries") as kb:
        sources = list(kb.sources())
    for each in sources:
        made = cited_source(reference(book, each.iri), "en")
        assert parsed(made.bibtex).fields["title"], each.slug
        assert rendered(made.csl), each.slug


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_page_is_cited_as_the_projects_bound_to_its_snapshot(surfer, lang):
    with surfer.visit(with_lang("/ability/chain-of-thought", lang)) as page:
        page.locator("#cite summary").click()
        made = parsed(page.locator("#cite-bibtex").inner_text())
        (said,) = json.loads(page.locator("#cite-csl").inner_text())
        link = page.locator("#cite a").get_attribute("href")
    assert made.fields["url"] == said["URL"] == link
    assert "snapshot=" in link
    assert said["type"] == "entry"
    assert said["accessed"]["date-parts"][0][0] >= 2026
    assert made.fields["urldate"]
    assert "contributors" in rendered(json.dumps([said]))
