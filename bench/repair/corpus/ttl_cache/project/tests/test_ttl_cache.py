import pytest

from ttl_cache import LruCache, TtlCache, memoize


class Clock:
    def __init__(self):
        self.now = 0

    def __call__(self):
        return self.now


def test_least_recently_used_goes_first():
    cache = LruCache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") == 1
    cache.put("c", 3)
    assert cache.keys() == ["a", "c"]
    assert cache.get("b", "gone") == "gone"


def test_putting_again_does_not_evict_and_counts_as_use():
    cache = LruCache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    cache.put("b", 4)
    assert cache.keys() == ["a", "b"]
    cache.put("a", 3)
    assert len(cache) == 2
    assert cache.keys() == ["b", "a"]
    assert cache.peek("a") == 3


def test_peek_is_no_use():
    cache = LruCache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.peek("a") == 1
    assert cache.keys() == ["a", "b"]


def test_hits_and_misses():
    cache = LruCache(3)
    assert cache.info.ratio() == 0.0
    cache.put("a", 1)
    cache.get("a")
    cache.get("a")
    cache.get("a")
    cache.get("x")
    assert (cache.info.hits, cache.info.misses) == (3, 1)
    assert cache.info.ratio() == 0.75


def test_maxsize_is_checked():
    with pytest.raises(ValueError):
        LruCache(0)


def test_items_expire_when_their_time_has_come():
    clock = Clock()
    cache = TtlCache(10, 5, clock)
    cache.put("a", 1)
    clock.now = 4
    assert cache.get("a") == 1
    clock.now = 5
    assert cache.get("a") is None
    assert "a" not in cache
    assert len(cache) == 0


def test_putting_renews():
    clock = Clock()
    cache = TtlCache(10, 5, clock)
    cache.put("a", 1)
    clock.now = 3
    cache.put("a", 2)
    clock.now = 6
    assert cache.get("a") == 2


def test_the_one_that_expires_first_makes_room():
    clock = Clock()
    cache = TtlCache(2, 10, clock)
    cache.put("a", 1)
    clock.now = 1
    cache.put("b", 2)
    clock.now = 2
    cache.put("c", 3)
    assert "a" not in cache and "b" in cache and "c" in cache


def test_a_full_cache_prefers_to_drop_what_has_expired():
    clock = Clock()
    cache = TtlCache(2, 10, clock)
    cache.put("a", 1)
    clock.now = 5
    cache.put("b", 2)
    clock.now = 11
    assert cache.expire() == [("a", 1)]
    cache.put("c", 3)
    assert cache.get("b") == 2


def test_memoize_keeps_none():
    calls = []

    @memoize(LruCache(8))
    def find(key, flag=False):
        calls.append((key, flag))
        return None

    find(1)
    find(1)
    find(1, flag=True)
    assert calls == [(1, False), (1, True)]
