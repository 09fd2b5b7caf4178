import random

import pytest

from intervals import Interval, covered, first_free, gaps, merge, most_at_once, subtract


def points(intervals):
    return {point for each in intervals for point in range(each.start, each.end)}


def some(rng, count=None):
    result = []
    for _ in range(rng.randint(0, 6) if count is None else count):
        start = rng.randint(0, 20)
        result.append(Interval(start, start + rng.randint(1, 6)))
    return result


@pytest.mark.parametrize("seed", range(60))
def test_against_sets_of_points(seed):
    rng = random.Random(seed)
    intervals = some(rng)
    merged = merge(intervals)
    assert points(merged) == points(intervals)
    assert all(a.end < b.start for a, b in zip(merged, merged[1:]))
    assert covered(intervals) == len(points(intervals))
    whole = Interval(rng.randint(0, 10), rng.randint(11, 25))
    left = subtract(whole, intervals)
    assert points(left) == points([whole]) - points(intervals)
    assert all(a.end < b.start for a, b in zip(left, left[1:])) and all(each.length > 0 for each in left)
    counts = [sum(each.contains(point) for each in intervals) for point in range(40)]
    assert most_at_once(intervals) == max(counts)
    if merged:
        span = set(range(merged[0].start, merged[-1].end))
        assert points(gaps(intervals)) == span - points(intervals)
        assert len(gaps(intervals)) == len(merged) - 1
    length, earliest = rng.randint(1, 5), rng.randint(0, 12)
    free = first_free(intervals, length, earliest)
    busy = points(intervals)
    fits = [s for s in range(earliest, 60) if not busy & set(range(s, s + length))]
    assert free == fits[0]


@pytest.mark.parametrize("seed", range(40))
def test_pairs(seed):
    rng = random.Random(seed)
    a, b = some(rng, 2)
    both = points([a]) & points([b])
    assert a.overlaps(b) == b.overlaps(a) == bool(both)
    assert a.touches(b) == (not (a.end < b.start or b.end < a.start))
    common = a.intersect(b)
    assert (points([common]) if common else set()) == both
    assert [p for p in range(40) if a.contains(p)] == list(range(a.start, a.end))


def test_edges():
    assert merge([]) == [] and gaps([]) == [] and covered([]) == 0 and most_at_once([]) == 0
    assert most_at_once([Interval(1, 1)]) == 0
    assert subtract(Interval(0, 3), [Interval(0, 3)]) == []
    assert Interval(1, 1).length == 0
    assert first_free([], 5, 3) == 3
    with pytest.raises(ValueError):
        Interval(3, 2)
