from b_convex_hull import convex_hull, cross


def test_cross():
    assert cross((0, 0), (1, 0), (0, 1)) == 1
    assert cross((0, 0), (0, 1), (1, 0)) == -1
    assert cross((1, 1), (2, 2), (3, 3)) == 0


def test_triangle():
    assert convex_hull([(2, 3), (0, 0), (4, 0)]) == [(0, 0), (4, 0), (2, 3)]


def test_point_inside():
    assert convex_hull([(0, 0), (2, 2), (4, 0), (4, 4), (0, 4)]) == [(0, 0), (4, 0), (4, 4), (0, 4)]


def test_points_on_edges():
    points = [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1)]
    assert convex_hull(points) == [(0, 0), (2, 0), (2, 2), (0, 2)]


def test_points_on_a_line():
    assert convex_hull([(0, 0), (1, 1), (2, 2), (3, 3)]) == [(0, 0), (3, 3)]


def test_points_given_twice():
    assert convex_hull([(1, 1), (1, 1)]) == [(1, 1)]


def test_few_points():
    assert convex_hull([]) == []
    assert convex_hull([(3, 1), (0, 5)]) == [(0, 5), (3, 1)]
