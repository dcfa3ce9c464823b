"""Claims and propositions in Markdown, read back by a parser of CommonMark."""

import re
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pybtex.database import parse_string
from typer.testing import CliRunner

from llmkg.cli.main import make_app
from llmkg.errors import NotFoundError
from llmkg.quote.citing import cite
from llmkg.quote.markdown import markdown
from llmkg.quote.marks import code, escaped, fenced, link
from llmkg.vocab import BASE
from tests.export import fates as world

LANGUAGES = ("en", "zh")
HOME = "https://kg.example/"
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
ALLOWED = {"h1", "h2", "p", "ul", "li", "strong", "a", "code", "pre", "blockquote"}
TEXTS = st.text(
    st.one_of(
        st.sampled_from("\\`*_{}[]()<>#+-.!|~&;:=\"'$\n\r\t 10a/@　\u2028\u202e"),
        st.characters(codec="utf-8"),
    ),
    max_size=40,
)


class Rendered(HTMLParser):
    """Tags, targets and text of a rendered page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.texts = [], [], []
        self.feed(PARSER.render(text))

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name == "href"]

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self):
        return " ".join("".join(self.texts).split())


def plain(text):
    """What of a text is seen: on one line, without signs that cannot be."""
    return Rendered("x" + escaped(text)).text.removeprefix("x").strip()


@given(TEXTS)
def test_no_text_is_taken_for_markup(text):
    for around in ("{}", "# {}", "> {}", "- {}", "- **x**: {}", "[{}](<https://a.example/>)"):
        found = Rendered(around.format(escaped(text)))
        allowed = {"h1": "#", "blockquote": ">", "ul": "-", "li": "-", "a": "[", "strong": "**"}
        assert all(allowed.get(tag, "\0") in around for tag in found.tags if tag != "p")
        shown = found.text.removeprefix("x:") if "**x**" in around else found.text
        assert "".join(shown.split()) == "".join(seen(text).split())


def seen(text):
    """A text without what has no shape, or turns the text around it."""
    return "".join(
        each
        for each in text
        if unicodedata.category(each) not in ("Cc", "Cs", "Co", "Cn") or each.isspace()
        if each not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


@given(TEXTS)
def test_code_and_fences_end_where_they_shall(text):
    assert set(Rendered(f"{fenced(text, 'bibtex')}\n\nend").tags) == {"pre", "code", "p"}
    assert set(Rendered(f"a {code(text)} z").tags) <= {"p", "code"}


def test_only_the_web_is_linked():
    assert link("x", "javascript:alert(1)") == "x"
    assert link("x", "https://a.example/?a=1&copy=2") == "[x](<https://a.example/?a=1&amp;copy=2>)"
    assert Rendered(link("]", "https://a.example/<b>\\")).links == ["https://a.example/%3Cb%3E%5C"]


def told(kb, slug, lang="en", kind="claim", **more):
    return markdown(kb, f"{BASE}{kind}/{slug}", lang, home=HOME, **more)


def section(text, title):
    """The part of a document below a heading."""
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_a_claim_has_all_that_it_may_not_go_without(fated):
    text = told(fated, world.DISPUTED)
    assert text.startswith("# a thing\n\n> ")
    caution = text.splitlines()[2]
    for part in ("asserts this", "conjecture", "contested", "not a fact"):
        assert part in caution
    says = section(text, "What is said")
    assert f"<{HOME}proposition/{world.CONTESTED}>" in says
    assert "**Stance**: asserts" in says
    assert "conjecture (1 of 5)" in says
    assert "none; the source says it flatly" in says
    stands = section(text, "How it stands")
    assert "Neither retracted nor superseded" in stands
    assert "contested; conjecture" in stands
    assert "warrants at most correlation, not causation" in stands
    assert f"<{HOME}claim/y-denies>) — denies; conjecture" in stands
    rests = section(text, "What it rests on")
    assert f"<{HOME}evidence/x-for>) — supports; natural contrast; warrants at most" in rests
    where = section(text, "Where in the source it stands")
    assert "Characters 10 to 20 " in where
    assert "0123456789abcdef" in where
    assert "llmkg anchors verify --source early=PATH" in where
    source = section(text, "The source")
    assert "2022-12-18" in source
    assert "a thing" in source
    assert "before" not in text  # what stands around the span is text of the source
    assert "after" not in text


@pytest.mark.parametrize(
    ("slug", "word", "by"),
    [
        (world.RETRACTED, "RETRACTED", world.RETRACTING),
        (world.SUPERSEDED, "SUPERSEDED", world.NEWER),
        (world.TAKEN_BACK, "RETRACTED", None),
    ],
)
def test_what_became_of_a_claim_stands_in_its_first_lines_and_in_its_reference(
    fated, slug, word, by
):
    text = told(fated, slug)
    assert word in text.splitlines()[2]
    stands = section(text, "How it stands")
    assert f"**{word}**" in stands
    assert (f"<{HOME}claim/{by}>" if by else "<https://example.org/np/RAx>") in stands
    references = parse_string(re.findall(r"(`+)bibtex\n(.*?)\1", text, re.DOTALL)[0][1], "bibtex")
    own = references.entries[f"llmkg-claim-{slug}"]
    assert word in own.fields["note"]
    chinese = told(fated, slug, "zh")
    assert ("已撤回" if word == "RETRACTED" else "已被取代") in chinese.splitlines()[2]


def test_a_claim_stood_before_it_fell(fated):
    then = told(fated, world.SUPERSEDED, day="2023-01-01")
    assert "SUPERSEDED" not in section(then, "How it stands")
    assert "As it stood on 2023-01-01" in then
    assert "**SUPERSEDED** since 2023-02-03" in told(fated, world.SUPERSEDED, day="2023-02-03")
    assert "had said anything" in told(fated, world.SUPERSEDED, day="2020-01-01")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["claim", "proposition", "source", "agent", "model", "tension"])
def test_hostile_labels_stay_labels(fated, kind, lang):
    for thing in (world.HOSTILE, "early", "nasty", "contradiction"):
        iris = [
            quad.subject.value
            for quad in fated.store.quads()
            if getattr(quad.subject, "value", "").startswith(f"{BASE}{kind}/{thing}")
            and "#" not in quad.subject.value
        ]
        for iri in set(iris):
            found = Rendered(markdown(fated, iri, lang, home=HOME))
            assert set(found.tags) <= ALLOWED
            assert all(each.startswith(("http://", "https://")) for each in found.links)
            if thing in (world.HOSTILE, "nasty"):
                assert plain(world.NASTY) in found.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_claim_of_ours_in_both_languages(fated, lang):
    for claim in fated.claims(limit=100).items:
        found = Rendered(markdown(fated, claim.iri, lang, home=HOME))
        assert found.tags.count("h1") == 1
        assert found.tags.count("h2") == 6
        assert set(found.tags) <= ALLOWED


def test_a_reference_is_that_of_everybody_else(fated):
    iri = f"{BASE}claim/{world.DISPUTED}"
    cited = cite(fated, iri, "en", home=HOME, accessed=False)
    text = told(fated, world.DISPUTED)
    assert fenced(cited.bibtex, "bibtex") in text
    assert cited.permalink.startswith(f"{HOME}claim/{world.DISPUTED}?snapshot=")
    assert "urldate" not in cited.bibtex
    assert "urldate" in cite(fated, iri, "en").bibtex
    assert text == told(fated, world.DISPUTED)


def test_a_proposition_has_both_sides(fated):
    text = told(fated, world.CONTESTED, kind="proposition")
    assert "contested" in text.splitlines()[2]
    assert f"claim/{world.DISPUTED}>" in section(text, "Claims for it")
    assert "claim/y-denies>" in section(text, "Claims against it")
    evidence = section(text, "Evidence on it")
    assert "e:" not in evidence
    assert "— supports;" in evidence
    assert "— disputes;" in evidence
    assert "contested" in section(text, "How it came to stand so")
    gone = told(fated, world.RETRACTED, kind="proposition")
    assert "(RETRACTED) — asserts" in section(gone, "Claims for it")


def test_what_is_not_there(fated):
    for kind in ("claim", "proposition", "model"):
        with pytest.raises(NotFoundError):
            told(fated, "nothing", kind=kind)


def test_all_claims_in_a_folder_with_a_list(fates, tmp_path, monkeypatch):
    monkeypatch.delenv("LLMKG_BASE", raising=False)
    start = ["--root", str(fates / "root"), "--out", str(fates / "out"), "export", "markdown"]
    written = []
    for name in ("one", "two"):
        folder = tmp_path / name
        result = CliRunner().invoke(make_app(), [*start, "--all", "-o", str(folder)])
        assert result.exit_code == 0, result.output
        written.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert written[0] == written[1]
    listed = Rendered(written[0]["index.md"].decode())
    assert set(listed.tags) <= ALLOWED
    beside = {each for each in listed.links if "/" not in each}
    assert beside == set(written[0]) - {"index.md"}
    text = written[0]["index.md"].decode()
    assert f"<{world.RETRACTED}.md>) (RETRACTED) — asserts" in text
    assert f"<{world.SUPERSEDED}.md>) (SUPERSEDED) — asserts" in text
