import itertools
import random

import pytest

from b_convex_hull import convex_hull


def area(a, b, c):
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def on_segment(p, a, b):
    return area(a, b, p) == 0 and min(a, b) <= p <= max(a, b)


def in_triangle(p, a, b, c):
    turns = [area(a, b, p), area(b, c, p), area(c, a, p)]
    return area(a, b, c) != 0 and (min(turns) >= 0 or max(turns) <= 0)


@pytest.mark.parametrize("seed", range(120))
def test_against_definition(seed):
    made = random.Random(seed)
    points = [(made.randrange(-2, 3), made.randrange(-2, 3)) for _ in range(made.randrange(1, 10))]
    given = list(points)
    corners = set()
    for p in set(points):
        others = sorted(set(points) - {p})
        inside = any(on_segment(p, a, b) for a, b in itertools.combinations(others, 2)) or any(
            in_triangle(p, *three) for three in itertools.combinations(others, 3)
        )
        if not inside:
            corners.add(p)
    hull = convex_hull(points)
    assert points == given
    assert len(hull) == len(corners)
    assert set(hull) == corners
    assert hull[0] == min(points)
    if len(hull) >= 3:
        for i in range(len(hull)):
            assert area(hull[i - 2], hull[i - 1], hull[i]) > 0


def test_floats():
    assert convex_hull([(0.5, 0.5), (1.5, 0.5), (1.0, 2.25), (1.0, 1.0)]) == [(0.5, 0.5), (1.5, 0.5), (1.0, 2.25)]
