import random

import pytest

from b_largest_rectangle import largest_in_grid, largest_in_histogram


@pytest.mark.parametrize("seed", range(80))
def test_histograms(seed):
    made = random.Random(seed)
    heights = [made.randrange(7) for _ in range(made.randrange(11))]
    given = list(heights)
    areas = [min(heights[i:j]) * (j - i) for i in range(len(heights)) for j in range(i + 1, len(heights) + 1)]
    assert largest_in_histogram(heights) == max(areas, default=0)
    assert heights == given


@pytest.mark.parametrize("seed", range(60))
def test_grids(seed):
    made = random.Random(seed)
    rows, cols = made.randrange(1, 6), made.randrange(1, 6)
    grid = [[int(made.random() < 0.7) for _ in range(cols)] for _ in range(rows)]
    best = 0
    for top in range(rows):
        for bottom in range(top + 1, rows + 1):
            for left in range(cols):
                for right in range(left + 1, cols + 1):
                    if all(all(row[left:right]) for row in grid[top:bottom]):
                        best = max(best, (bottom - top) * (right - left))
    assert largest_in_grid(grid) == best
