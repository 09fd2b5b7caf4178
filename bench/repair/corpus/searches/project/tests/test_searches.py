import pytest

from searches import (
    closest,
    count_of,
    find_in_table,
    find_peak,
    find_rotated,
    first_above,
    first_at_least,
    interpolation_search,
    median_of_two,
    smallest_capacity,
)

ITEMS = [1, 3, 3, 3, 7, 9]


def test_first_at_least():
    assert [first_at_least(ITEMS, n) for n in (0, 1, 2, 3, 4, 9, 10)] == [0, 0, 1, 1, 4, 5, 6]
    assert first_at_least([], 1) == 0


def test_first_above():
    assert [first_above(ITEMS, n) for n in (0, 1, 2, 3, 4, 9, 10)] == [0, 1, 1, 4, 4, 6, 6]


def test_count():
    assert count_of(ITEMS, 3) == 3
    assert count_of(ITEMS, 4) == 0
    assert count_of(ITEMS, 9) == 1


def test_closest():
    assert closest(ITEMS, 6) == 7
    assert closest(ITEMS, 4) == 3
    assert closest(ITEMS, 5) == 3
    assert closest(ITEMS, -5) == 1
    assert closest(ITEMS, 50) == 9
    assert closest([], 1) is None


@pytest.mark.parametrize("wanted, place", [(4, 0), (7, 3), (0, 4), (2, 6), (5, 1), (3, -1), (8, -1)])
def test_rotated(wanted, place):
    assert find_rotated([4, 5, 6, 7, 0, 1, 2], wanted) == place


def test_rotated_edges():
    assert find_rotated([1], 1) == 0
    assert find_rotated([3, 1], 1) == 1
    assert find_rotated([2, 3, 4], 4) == 2
    assert find_rotated([], 1) == -1


def test_peak():
    assert find_peak([1, 3, 2]) == 1
    assert find_peak([1, 2, 3]) == 2
    assert find_peak([3, 2, 1]) == 0
    assert find_peak([5]) == 0
    assert find_peak([1, 2, 1, 3, 5, 6, 4]) == 5


def test_table():
    table = [[1, 4, 7, 11], [2, 5, 8, 12], [3, 6, 9, 16], [10, 13, 14, 17]]
    assert find_in_table(table, 5) == (1, 1)
    assert find_in_table(table, 10) == (3, 0)
    assert find_in_table(table, 17) == (3, 3)
    assert find_in_table(table, 15) is None
    assert find_in_table([], 1) is None
    assert find_in_table([[]], 1) is None


def test_interpolation():
    numbers = [10, 12, 13, 16, 18, 19, 20, 21, 22, 23, 24, 33, 35, 42, 47]
    assert [interpolation_search(numbers, n) for n in (10, 18, 47, 42)] == [0, 4, 14, 13]
    assert [interpolation_search(numbers, n) for n in (9, 11, 34, 48)] == [-1, -1, -1, -1]
    assert interpolation_search([5, 5, 5], 5) == 0
    assert interpolation_search([], 5) == -1
    assert interpolation_search([1, 2, 1000], 2) == 1


def test_capacity():
    assert smallest_capacity([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5) == 15
    assert smallest_capacity([3, 2, 2, 4, 1, 4], 3) == 6
    assert smallest_capacity([5, 1, 1], 10) == 5
    assert smallest_capacity([1, 2, 3], 1) == 6


def test_median():
    assert median_of_two([1, 3], [2]) == 2
    assert median_of_two([1, 2], [3, 4]) == 2.5
    assert median_of_two([], [1, 2, 3, 4]) == 2.5
    assert median_of_two([5, 6, 7], [1]) == 5.5
    assert median_of_two([1, 1, 1], [1, 1]) == 1
    assert median_of_two([10], [1, 2, 3, 4]) == 3
