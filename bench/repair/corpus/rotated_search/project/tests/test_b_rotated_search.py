import pytest

from b_rotated_search import rotation, search


@pytest.mark.parametrize(
    "numbers, target, index",
    [
        ([4, 5, 6, 7, 0, 1, 2], 0, 4),
        ([4, 5, 6, 7, 0, 1, 2], 5, 1),
        ([4, 5, 6, 7, 0, 1, 2], 3, -1),
        ([1, 2, 3, 4, 5], 4, 3),
        ([6, 1, 2, 3, 4, 5], 6, 0),
        ([3, 1], 1, 1),
        ([1], 0, -1),
        ([], 5, -1),
    ],
)
def test_search(numbers, target, index):
    assert search(numbers, target) == index


@pytest.mark.parametrize("numbers, index", [([4, 5, 6, 7, 0, 1, 2], 4), ([1, 2, 3], 0), ([2, 1], 1), ([2, 3, 1], 2), ([9], 0)])
def test_rotation(numbers, index):
    assert rotation(numbers) == index
