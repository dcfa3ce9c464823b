"""Parts of a page in a copy of the site: each is a file of its own, and no two are the same one."""

import pytest

from llmkg.export.site import LIVE, ORIGIN, Copy, Page

PATH = "/ability/code"


@pytest.fixture
def copy():
    return Copy(frozenset((PATH,)), frozenset())


def test_a_part_is_a_page_of_the_copy(copy):
    first = Page(PATH, "en")
    there = copy.target(first, f"{ORIGIN}{PATH}?group=object-improves&from=50#object-improves")
    assert there == "ability/code-group-object-improves-at-50.html#object-improves"
    assert copy.found == {Page(PATH, "en", 0, (("group", "object-improves"), ("from", "50")))}
    (found,) = copy.found
    assert not found.is_first
    assert found.query == "lang=en&group=object-improves&from=50"


def test_parts_are_told_apart(copy):
    asked = ("", "?group=a", "?group=a&from=50", "?offset=50", "?down=50", "?group=b", "?lang=zh")
    files = [copy.target(Page(PATH, "en"), PATH + each) for each in asked]
    assert len(set(files)) == len(asked)
    assert copy.target(Page(PATH, "en"), f"{PATH}?group=a") == files[1]
    assert copy.target(Page(PATH, "zh"), f"{PATH}?group=a") == "zh/ability/code-group-a.html"


@pytest.mark.parametrize("group", ["../../../etc", "a/b", "", "a" * 200])
def test_what_is_no_name_becomes_no_file(copy, group):
    target = copy.target(Page(PATH, "en"), f"{PATH}?group={group}")
    assert target in {f"{LIVE}.html", "ability/code.html"}  # an empty value asks for nothing
    assert not copy.found
