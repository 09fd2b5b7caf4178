import pytest

from b_partition_list import from_values, partition, to_values


@pytest.mark.parametrize(
    "values, pivot, result",
    [
        ([1, 4, 3, 2, 5, 2], 3, [1, 2, 2, 4, 3, 5]),
        ([2, 1], 2, [1, 2]),
        ([5, 6, 1, 7], 5, [1, 5, 6, 7]),
        ([1, 2, 3], 9, [1, 2, 3]),
        ([7, 8], 3, [7, 8]),
        ([4], 4, [4]),
        ([], 1, []),
    ],
)
def test_partition(values, pivot, result):
    assert to_values(partition(from_values(values), pivot)) == result


def test_lists():
    assert to_values(from_values([3, 1, 2])) == [3, 1, 2]
    assert to_values(None) == []
