import pytest

from graph import CycleError, Graph


@pytest.fixture
def roads():
    return Graph([("a", "b", 7), ("a", "c", 2), ("c", "b", 3), ("b", "d", 1), ("c", "d", 8), ("e", "a", 1)])


def test_nodes_and_neighbours(roads):
    assert roads.nodes() == ["a", "b", "c", "d", "e"]
    assert roads.neighbours("a") == ["b", "c"]
    assert roads.neighbours("d") == []


def test_reversed(roads):
    assert roads.reversed().neighbours("b") == ["a", "c"]
    assert set(roads.reversed().nodes()) == set(roads.nodes())


def test_reachable_nearest_first():
    graph = Graph([(1, 2), (2, 4), (1, 3), (4, 5), (3, 1), (6, 1)])
    assert graph.reachable(1) == [1, 2, 3, 4, 5]
    assert Graph([("a", "b"), ("a", "c"), ("c", "e"), ("e", "f"), ("b", "d")]).reachable("a") == ["a", "b", "c", "d", "e", "f"]


def test_shortest_path(roads):
    assert roads.shortest_path("a", "d") == (["a", "c", "b", "d"], 6)
    assert roads.shortest_path("a", "a") == (["a"], 0)
    assert roads.shortest_path("d", "a") == (None, float("inf"))


def test_a_longer_way_may_be_cheaper_late():
    graph = Graph([("s", "x", 1), ("s", "y", 5), ("x", "y", 1), ("y", "t", 1), ("s", "t", 4)])
    assert graph.shortest_path("s", "t") == (["s", "x", "y", "t"], 3)


def test_no_negative_weights():
    with pytest.raises(ValueError):
        Graph([("a", "b", -1)]).shortest_path("a", "b")


def test_topological_order():
    graph = Graph([("shirt", "tie"), ("tie", "jacket"), ("trousers", "shoes"), ("trousers", "belt"), ("belt", "jacket")])
    graph.add_node("watch")
    assert graph.topological_order() == ["shirt", "trousers", "watch", "tie", "shoes", "belt", "jacket"]


def test_topological_order_of_a_cycle():
    with pytest.raises(CycleError) as caught:
        Graph([(1, 2), (2, 3), (3, 2)]).topological_order()
    assert caught.value.path == [2, 3, 2]
    assert str(caught.value) == "2 -> 3 -> 2"


def test_find_cycle():
    assert Graph([(1, 2), (1, 3), (2, 4), (3, 4)]).find_cycle() is None
    assert Graph([(1, 1)]).find_cycle() == [1, 1]
    assert Graph([(0, 1), (1, 2), (2, 3), (3, 1)]).find_cycle() == [1, 2, 3, 1]


def test_components():
    graph = Graph([(1, 2), (3, 2), (4, 5)])
    graph.add_node(6)
    assert graph.components() == [[1, 2, 3], [4, 5], [6]]
