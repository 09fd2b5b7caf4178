import pytest

from b_spiral_matrix import spiral_order


@pytest.mark.parametrize(
    "matrix, order",
    [
        ([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [1, 2, 3, 6, 9, 8, 7, 4, 5]),
        ([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]], [1, 2, 3, 4, 8, 12, 11, 10, 9, 5, 6, 7]),
        ([[1, 2], [3, 4]], [1, 2, 4, 3]),
        ([[1, 2], [3, 4], [5, 6]], [1, 2, 4, 6, 5, 3]),
        ([[1], [2], [3]], [1, 2, 3]),
        ([[1, 2, 3]], [1, 2, 3]),
        ([[7]], [7]),
        ([], []),
    ],
)
def test_spiral_order(matrix, order):
    assert spiral_order(matrix) == order
