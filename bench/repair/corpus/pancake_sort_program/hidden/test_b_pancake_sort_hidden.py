import itertools
import random

import pytest

from b_pancake_sort import flip, pancake_sort


def check(items):
    before = list(items)
    flips = pancake_sort(items)
    assert items == sorted(before)
    assert len(flips) <= max(0, 2 * len(items) - 2)
    for count in flips:
        assert 2 <= count <= len(before)
        before = before[:count][::-1] + before[count:]
    assert before == items
    if len(set(items)) == len(items):
        assert pancake_sort(items) == []


@pytest.mark.parametrize("length", range(7))
def test_all_orders(length):
    for items in itertools.permutations(range(length)):
        check(list(items))


@pytest.mark.parametrize("seed", range(40))
def test_with_equal_items(seed):
    made = random.Random(seed)
    check([made.randrange(8) for _ in range(made.randrange(20))])


@pytest.mark.parametrize("count", range(6))
def test_flips_of_a_list(count):
    items = list("abcde")
    flip(items, count)
    assert "".join(items) == "abcde"[:count][::-1] + "abcde"[count:]
