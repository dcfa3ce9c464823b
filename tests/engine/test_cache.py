"""The cache: what it keeps apart, and that it stays within its bounds."""

from hypothesis import given
from hypothesis import strategies as st

from llmkg.engine.cache import Cache, Kept, Key, tag
from llmkg.store.port import DatasetSpec

KEY = Key("digest", "ASK {}", None, "text/csv")


def kept(body: bytes, content_type: str = "text/csv") -> Kept:
    return Kept(body, tag(body, "digest", content_type), content_type)


def test_everything_that_makes_an_answer_keeps_it_apart():
    cache = Cache(1_000_000)
    others = [
        KEY,
        KEY._replace(digest="other"),
        KEY._replace(text="ASK { }"),
        KEY._replace(dataset=DatasetSpec(("a:b",), ())),
        KEY._replace(dataset=DatasetSpec((), ("a:b",))),
        KEY._replace(content_type="text/tab-separated-values"),
    ]
    for number, key in enumerate(others):
        assert cache.get(key) is None
        cache.put(key, kept(b"%d" % number))
    for number, key in enumerate(others):
        found = cache.get(key)
        assert found is not None
        assert found.body == b"%d" % number


def test_tags_are_strong():
    assert tag(b"a", "digest", "x/y") == tag(b"a", "digest", "x/y")
    others = [("digest", "x/y"), ("other", "x/y"), ("digest", "x/z")]
    bodies = [b"ab", b"ba", b"abc"]
    assert len({tag(body, *each) for each in others for body in bodies}) == 9
    assert tag(b"a", "digest", "x/y").startswith('"')


def test_what_comes_once_is_told_from_what_comes_again():
    cache = Cache(1_000_000)
    assert not cache.again(KEY)
    assert cache.again(Key(*KEY))
    for number in range(100_000):
        assert not cache.again(KEY._replace(text=str(number)))
    assert len(cache._seen) + len(cache._seen_before) <= 20_000
    assert cache.again(KEY._replace(text="99999"))
    assert not cache.again(KEY), "it was long ago"


def test_a_request_may_have_an_alias_and_no_flood_of_them():
    cache = Cache(1_000_000)
    cache.put(KEY, kept(b"x"))
    cache.alias("unknown", "other")
    assert cache.asked("other") is None
    cache.name("known", KEY)
    for number in range(1_000):
        cache.alias("known", f"alias {number}")
    assert cache.asked("alias 0") is cache.get(KEY)
    assert len(cache._requests) < 50


def test_a_request_finds_what_it_named():
    cache = Cache(1_000_000)
    cache.name(("digest", b"query=ASK{}", "*/*"), KEY)
    assert cache.asked(("digest", b"query=ASK{}", "*/*")) is None
    cache.put(KEY, kept(b"x"))
    cache.name(("digest", b"query=ASK{}", "*/*"), KEY)
    assert cache.asked(("digest", b"query=ASK{}", "*/*")) is not None
    assert cache.asked(("digest", b"query=ASK{}", "text/csv")) is None
    cache.clear()
    assert cache.asked(("digest", b"query=ASK{}", "*/*")) is None
    assert cache.size == 0


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5_000)), max_size=80))
def test_it_stays_within_its_bounds(puts):
    cache = Cache(50_000)
    for number, size in puts:
        key = KEY._replace(text=f"ASK {{ {number} }}")
        cache.put(key, kept(b"x" * size))
        for way in range(3):
            cache.name(("digest", b"%d" % number, str(way)), key)
        assert cache.size <= 50_000
    cache._limit = 0
    cache._shrink()
    assert cache.size == 0
    assert not cache._entries
    assert not cache._requests


def test_the_least_recently_used_goes_first():
    cache = Cache(40_000)
    keys = [KEY._replace(text=str(number)) for number in range(40)]
    for key in keys:
        cache.put(key, kept(b"x" * 1_000))
        cache.get(keys[0])
    assert cache.get(keys[0]) is not None
    assert cache.get(keys[1]) is None
    assert cache.get(keys[-1]) is not None


def test_answers_of_other_snapshots_are_forgotten():
    cache = Cache(100_000)
    for digest in ("old", "new"):
        key = Key(digest, "ASK {}", None, "text/csv")
        cache.put(key, Kept(b"true", '"t"', "text/csv"))
        cache.name((digest, "request"), key)
    size = cache.size
    cache.keep_only("new")
    assert len(cache) == 1
    assert cache.size == size // 2
    assert cache.asked(("old", "request")) is None
    assert cache.asked(("new", "request")) is not None
    cache.keep_only("newer")
    assert cache.size == 0
