import pytest

from b_largest_rectangle import largest_in_grid, largest_in_histogram


@pytest.mark.parametrize(
    "heights, area",
    [
        ([2, 1, 5, 6, 2, 3], 10),
        ([2, 4], 4),
        ([6, 2, 5, 4, 5, 1, 6], 12),
        ([3, 3, 3], 9),
        ([5], 5),
        ([4, 0, 4], 4),
        ([], 0),
    ],
)
def test_histogram(heights, area):
    assert largest_in_histogram(heights) == area


def test_grid():
    assert largest_in_grid([[1, 0, 1, 0, 0], [1, 0, 1, 1, 1], [1, 1, 1, 1, 1], [1, 0, 0, 1, 0]]) == 6
    assert largest_in_grid([[1, 1], [1, 1]]) == 4


def test_grid_with_holes():
    assert largest_in_grid([[1], [0], [1]]) == 1
    assert largest_in_grid([[0, 0]]) == 0
    assert largest_in_grid([]) == 0
