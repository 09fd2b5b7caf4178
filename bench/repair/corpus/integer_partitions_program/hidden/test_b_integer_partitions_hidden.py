import itertools

import pytest

from b_integer_partitions import count_partitions, partitions


@pytest.mark.parametrize("n", range(8))
@pytest.mark.parametrize("largest", range(1, 9))
def test_against_all_handfuls(n, largest):
    found = [
        list(chosen)
        for size in range(n + 1)
        for chosen in itertools.combinations_with_replacement(range(largest, 0, -1), size)
        if sum(chosen) == n
    ]
    assert list(partitions(n, largest)) == sorted(found, reverse=True)


@pytest.mark.parametrize("n", range(16))
def test_counts(n):
    assert count_partitions(n) == len(list(partitions(n)))


def test_known_counts():
    assert [count_partitions(n) for n in range(12)] == [1, 1, 2, 3, 5, 7, 11, 15, 22, 30, 42, 56]
    assert count_partitions(100) == 190569292


def test_one_by_one():
    made = partitions(60)
    assert next(made) == [60]
    assert next(made) == [59, 1]
    assert next(made) == [58, 2]
