"""Convex hull by the monotone chain of Andrew."""


def cross(origin, a, b):
    """Positive when the turn from a to b around the origin is to the left."""
    return (a[0] - origin[0]) * (b[1] - origin[1]) - (a[1] - origin[1]) * (b[0] - origin[0])


def convex_hull(points):
    """The corners of the hull, counter-clockwise from the leftmost; no points that lie on its edges."""
    points = sorted(set(points))
    if len(points) <= 2:
        return points
    lower = []
    for point in points:
        while len(lower) >= 2 and cross(lower[-2], lower[-1], point) <= 0:
            lower.pop()
        lower.append(point)
    upper = []
    for point in reversed(points):
        while len(upper) >= 2 and cross(upper[-2], upper[-1], point) <= 0:
            upper.pop()
        upper.append(point)
    return lower[:-1] + upper[:-1]
