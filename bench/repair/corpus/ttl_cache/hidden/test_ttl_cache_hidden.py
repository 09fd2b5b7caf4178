import random
from collections import OrderedDict

import pytest

from ttl_cache import CacheInfo, LruCache, TtlCache, memoize


class Clock:
    now = 0

    def __call__(self):
        return self.now


@pytest.mark.parametrize("seed", range(30))
def test_lru_against_a_model(seed):
    rng = random.Random(seed)
    size = rng.randint(1, 4)
    cache, model = LruCache(size), OrderedDict()
    hits = misses = 0
    for step in range(120):
        key = rng.randint(0, 6)
        action = rng.randint(0, 3)
        if action == 0:
            if key in model:
                model.move_to_end(key)
            model[key] = step
            if len(model) > size:
                model.popitem(last=False)
            cache.put(key, step)
        elif action == 1:
            expected = model.get(key, "none")
            if key in model:
                model.move_to_end(key)
                hits += 1
            else:
                misses += 1
            assert cache.get(key, "none") == expected
        elif action == 2:
            assert cache.peek(key, "none") == model.get(key, "none")
        else:
            assert (key in cache) == (key in model)
        assert cache.keys() == list(model)
        assert len(cache) == len(model)
    assert (cache.info.hits, cache.info.misses) == (hits, misses)


@pytest.mark.parametrize("seed", range(30))
def test_ttl_against_a_model(seed):
    rng = random.Random(seed)
    size, ttl = rng.randint(1, 4), rng.randint(1, 6)
    clock = Clock()
    cache, model = TtlCache(size, ttl, clock), {}

    def drop():
        gone = [(k, v) for k, (v, e) in model.items() if e <= clock.now]
        for k, _ in gone:
            del model[k]
        return gone

    for step in range(150):
        key = rng.randint(0, 5)
        action = rng.randint(0, 4)
        if action == 0:
            clock.now += rng.randint(1, 3)
        elif action == 1:
            drop()
            model.pop(key, None)
            while len(model) >= size:
                del model[min(model, key=lambda k: model[k][1])]
            model[key] = (step, clock.now + ttl)
            cache.put(key, step)
        elif action == 2:
            value, expires = model.get(key, ("none", 10**9))
            assert cache.get(key, "none") == (value if expires > clock.now else "none")
        elif action == 3:
            assert (key in cache) == (key in model and model[key][1] > clock.now)
        else:
            assert cache.expire() == drop()
            assert len(cache) == len(model)


def test_zero_time_to_live_keeps_nothing():
    cache = TtlCache(2, 0, Clock())
    cache.put("a", 1)
    assert cache.get("a") is None and len(cache) == 0


def test_memoize_keys_and_values():
    calls = []

    @memoize(LruCache(2))
    def both(a=0, b=0):
        calls.append((a, b))
        return a or b or None

    assert both(a=1, b=2) == both(b=2, a=1) == 1
    assert len(calls) == 1
    assert both() is None and both() is None
    assert len(calls) == 2
    both(5)
    both(a=1, b=2)
    assert len(calls) == 4


def test_ratio():
    info = CacheInfo()
    assert info.ratio() == 0.0
    info.misses = 2
    assert info.ratio() == 0.0
    info.hits = 2
    assert info.ratio() == 0.5


@pytest.mark.parametrize("size", [0, -3])
def test_sizes(size):
    with pytest.raises(ValueError):
        LruCache(size)
