import pytest

from b_pancake_sort import flip, pancake_sort


def test_flip():
    items = [1, 2, 3, 4]
    flip(items, 3)
    assert items == [3, 2, 1, 4]


@pytest.mark.parametrize(
    "items, flips",
    [
        ([3, 2, 4, 1], [3, 4, 2, 3, 2]),
        ([1, 2, 3], []),
        ([3, 2, 1], [3]),
        ([2, 1], [2]),
        ([5], []),
        ([], []),
    ],
)
def test_flips(items, flips):
    ordered = sorted(items)
    assert pancake_sort(items) == flips
    assert items == ordered


@pytest.mark.parametrize("items", [[23, 10, 20, 11, 12, 6, 7], [1, 1, 0, 2, 2, 0], ["b", "c", "a"]])
def test_sorted(items):
    ordered = sorted(items)
    pancake_sort(items)
    assert items == ordered
