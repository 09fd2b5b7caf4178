import random
from collections import Counter

import pytest

from b_game_of_life import count_neighbours, evolve, step


def next_cells(cells, rows, cols):
    near = Counter(
        (r + dr, c + dc) for r, c in cells for dr in (-1, 0, 1) for dc in (-1, 0, 1) if (dr, dc) != (0, 0)
    )
    return {
        cell
        for cell, count in near.items()
        if (count == 3 or (count == 2 and cell in cells)) and 0 <= cell[0] < rows and 0 <= cell[1] < cols
    }


@pytest.mark.parametrize("seed", range(60))
def test_against_sets_of_cells(seed):
    made = random.Random(seed)
    rows, cols = made.randrange(1, 7), made.randrange(1, 7)
    board = [[made.randrange(2) for _ in range(cols)] for _ in range(rows)]
    copy = [line[:] for line in board]
    cells = {(r, c) for r in range(rows) for c in range(cols) if board[r][c]}
    for r in range(rows):
        for c in range(cols):
            around = sum(max(abs(r - a), abs(c - b)) == 1 for a, b in cells)
            assert count_neighbours(board, r, c) == around
    for generations in range(4):
        want = [[int((r, c) in cells) for c in range(cols)] for r in range(rows)]
        assert evolve(board, generations) == want
        cells = next_cells(cells, rows, cols)
    assert board == copy


def test_new_board():
    board = [[0, 0], [0, 0]]
    result = step(board)
    result[0][0] = 1
    assert board == [[0, 0], [0, 0]]
