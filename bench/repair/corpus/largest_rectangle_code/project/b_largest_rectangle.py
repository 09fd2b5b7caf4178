"""Largest rectangles by a stack of rising bars."""


def largest_in_histogram(heights):
    """The largest area of a rectangle below the tops of neighbouring bars of width 1."""
    best = 0
    stack = []
    for index, height in enumerate(heights + [0]):
        start = index
        while stack and stack[-1][1] >= height:
            start, top = stack.pop()
            best = max(best, top * (index - start))
        stack.append((start, height))
    return best


def largest_in_grid(grid):
    """The largest area of a rectangle of ones."""
    if not grid:
        return 0
    best = 0
    heights = [0] * len(grid[0])
    for row in grid:
        for col, cell in enumerate(row):
            heights[col] = heights[col] + 1 if cell == 1 else 0
        best = max(best, largest_in_histogram(heights))
    return best
