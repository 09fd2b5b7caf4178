from b_bridges import find_bridges


def test_path():
    assert find_bridges({1: [2], 2: [1, 3], 3: [2]}) == [(1, 2), (2, 3)]


def test_cycle():
    assert find_bridges({1: [2, 3], 2: [1, 3], 3: [1, 2]}) == []


def test_square():
    assert find_bridges({0: [1, 3], 1: [0, 2], 2: [1, 3], 3: [2, 0]}) == []


def test_two_triangles():
    graph = {
        "a": ["b", "c"],
        "b": ["a", "c"],
        "c": ["a", "b", "d"],
        "d": ["c", "e", "f"],
        "e": ["d", "f"],
        "f": ["d", "e"],
    }
    assert find_bridges(graph) == [("c", "d")]


def test_tail_of_a_cycle():
    assert find_bridges({0: [1, 2], 1: [2, 0], 2: [0, 1, 3], 3: [2, 4], 4: [3]}) == [(2, 3), (3, 4)]


def test_several_parts():
    assert find_bridges({1: [2], 2: [1], 3: [], 4: [5], 5: [4]}) == [(1, 2), (4, 5)]
    assert find_bridges({}) == []
