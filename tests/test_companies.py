"""Tests of a company are done by one worker, one after the other."""

from tests.conftest import company


def test_a_worker_gets_whole_companies(request):
    """xdist goes by what it has put behind the name: without it, it deals out test by test.

    Then each worker starts every server, and in a file any test may come first.
    """
    item = request.node
    assert [mark.args for mark in item.iter_markers("xdist_group")] == [(company(item),)]
    if request.config.getoption("loadgroup", default=False):
        assert item.nodeid.endswith(f"@{company(item)}")


def test_companies_are_files_but_for_what_is_dear(request):
    assert company(request.node) == "test_companies.py"
