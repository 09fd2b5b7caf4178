import pytest

from b_spiral_matrix import spiral_order


def peel(matrix):
    if not matrix:
        return []
    rest = [list(column) for column in zip(*matrix[1:])][::-1]
    return list(matrix[0]) + peel(rest)


@pytest.mark.parametrize("rows", range(1, 9))
@pytest.mark.parametrize("cols", range(1, 9))
def test_against_peeling(rows, cols):
    matrix = [[row * cols + col for col in range(cols)] for row in range(rows)]
    copy = [line[:] for line in matrix]
    assert spiral_order(matrix) == peel(matrix)
    assert matrix == copy


def test_other_entries():
    assert spiral_order([["a", "b"], ["c", "d"]]) == ["a", "b", "d", "c"]
    assert spiral_order([[0, 0], [0, 0], [0, 1]]) == [0, 0, 0, 1, 0, 0]
