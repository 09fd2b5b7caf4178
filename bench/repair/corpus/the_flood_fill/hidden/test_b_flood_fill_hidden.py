import random

import pytest

from b_flood_fill import flood_fill


def expected(image, row, col, color):
    region = {(row, col)}
    while True:
        more = {
            (r, c)
            for r in range(len(image))
            for c in range(len(image[0]))
            if image[r][c] == image[row][col]
            and any((r + dr, c + dc) in region for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0)))
        }
        if more <= region:
            break
        region |= more
    return [[color if (r, c) in region else p for c, p in enumerate(line)] for r, line in enumerate(image)]


@pytest.mark.parametrize("seed", range(80))
def test_against_growing_region(seed):
    made = random.Random(seed)
    rows, cols = made.randrange(1, 7), made.randrange(1, 7)
    image = [[made.randrange(2) for _ in range(cols)] for _ in range(rows)]
    row, col, color = made.randrange(rows), made.randrange(cols), made.randrange(3)
    want = expected(image, row, col, color)
    given = [line[:] for line in image]
    assert flood_fill(given, row, col, color) == want
    assert given == want


def test_large_region():
    image = [["." for _ in range(150)] for _ in range(60)]
    assert flood_fill(image, 30, 70, "#") == [["#"] * 150] * 60
