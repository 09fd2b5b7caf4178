import pytest

from b_integer_partitions import count_partitions, partitions


@pytest.mark.parametrize(
    "n, expected",
    [
        (0, [[]]),
        (1, [[1]]),
        (3, [[3], [2, 1], [1, 1, 1]]),
        (4, [[4], [3, 1], [2, 2], [2, 1, 1], [1, 1, 1, 1]]),
    ],
)
def test_partitions(n, expected):
    assert list(partitions(n)) == expected


def test_largest_summand():
    assert list(partitions(5, 2)) == [[2, 2, 1], [2, 1, 1, 1], [1, 1, 1, 1, 1]]


@pytest.mark.parametrize("n, count", [(0, 1), (1, 1), (2, 2), (5, 7), (10, 42), (50, 204226)])
def test_count(n, count):
    assert count_partitions(n) == count
