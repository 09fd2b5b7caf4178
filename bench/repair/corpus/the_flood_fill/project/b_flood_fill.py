"""Flood fill, the paint bucket of drawing programs."""


def flood_fill(image, row, col, color):
    """Paint the region of equal colour around a pixel, in place, and return the image."""
    old = image[row][col]
    if old == color:
        return image
    rows, cols = len(image), len(image[0])
    stack = [(row, col)]
    while stack:
        r, c = stack.pop()
        image[r][c] = color
        for dr, dc in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            nr, nc = r + dr, c + dc
            if 0 <= nr < rows and 0 <= nc < cols and image[nr][nc] == old:
                stack.append((nr, nc))
    return image
