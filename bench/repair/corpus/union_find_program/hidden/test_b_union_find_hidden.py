import random

import pytest

from b_union_find import UnionFind


@pytest.mark.parametrize("seed", range(50))
def test_against_lists_of_sets(seed):
    made = random.Random(seed)
    n = made.randrange(1, 14)
    sets, plain = UnionFind(range(n)), [{i} for i in range(n)]
    for _ in range(n + 4):
        a, b = made.randrange(n), made.randrange(n)
        of_a = next(s for s in plain if a in s)
        of_b = next(s for s in plain if b in s)
        assert sets.union(a, b) is (of_a is not of_b)
        if of_a is not of_b:
            plain.remove(of_b)
            of_a |= of_b
        assert sets.count == len(plain)
        for s in plain:
            for i in range(n):
                assert sets.connected(min(s), i) is (i in s)
        for i in range(n):
            assert sets.set_size(i) == next(len(s) for s in plain if i in s)
            assert sets.find(sets.find(i)) == sets.find(i)


def test_items_given_twice():
    assert UnionFind("abca").count == 3


def test_flat():
    sets = UnionFind(range(1000))
    for i in range(999):
        sets.union(i + 1, i)
    depth, item = 0, 999
    while sets.parent[item] != item:
        depth, item = depth + 1, sets.parent[item]
    assert depth <= 10
    assert sets.count == 1
