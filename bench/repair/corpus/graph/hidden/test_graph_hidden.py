import itertools
import random

import pytest

from graph import CycleError, Graph


def some(seed, acyclic=False):
    rng = random.Random(seed)
    size = rng.randint(1, 7)
    graph, edges = Graph(), {}
    for node in range(size):
        graph.add_node(node)
    for _ in range(rng.randint(0, 12)):
        a, b = rng.randrange(size), rng.randrange(size)
        if acyclic:
            if a == b:
                continue
            a, b = min(a, b), max(a, b)
        weight = rng.randint(0, 6)
        graph.add_edge(a, b, weight)
        edges[a, b] = weight
    return graph, size, edges


def distances(size, edges):
    far = float("inf")
    dist = {(a, b): 0 if a == b else edges.get((a, b), far) for a in range(size) for b in range(size)}
    for k, a, b in itertools.product(range(size), repeat=3):
        dist[a, b] = min(dist[a, b], dist[a, k] + dist[k, b])
    return dist


@pytest.mark.parametrize("seed", range(80))
def test_paths_and_reach(seed):
    graph, size, edges = some(seed)
    dist = distances(size, edges)
    for a, b in itertools.product(range(size), repeat=2):
        path, cost = graph.shortest_path(a, b)
        assert cost == dist[a, b]
        if path is None:
            assert cost == float("inf")
        else:
            assert path[0] == a and path[-1] == b and len(set(path)) == len(path)
            assert sum(edges[step] for step in zip(path, path[1:])) == cost
    hops = distances(size, {edge: 1 for edge in edges})
    for a in range(size):
        reach = graph.reachable(a)
        assert sorted(reach) == [b for b in range(size) if hops[a, b] < float("inf")]
        assert [hops[a, b] for b in reach] == sorted(hops[a, b] for b in reach)


@pytest.mark.parametrize("seed", range(80))
def test_cycles(seed):
    graph, size, edges = some(seed)
    dist = distances(size, {edge: 1 for edge in edges})
    cyclic = any(dist[b, a] < float("inf") for a, b in edges)
    cycle = graph.find_cycle()
    assert (cycle is not None) == cyclic
    if cyclic:
        assert cycle[0] == cycle[-1] and len(cycle) > 1 and len(set(cycle)) == len(cycle) - 1
        assert all(edge in edges for edge in zip(cycle, cycle[1:]))
        with pytest.raises(CycleError):
            graph.topological_order()
    else:
        order = graph.topological_order()
        assert sorted(order) == list(range(size))
        assert all(order.index(a) < order.index(b) for a, b in edges)


@pytest.mark.parametrize("seed", range(40))
def test_order_of_acyclic_graphs_and_components(seed):
    graph, size, edges = some(seed, acyclic=True)
    order = graph.topological_order()
    assert all(order.index(a) < order.index(b) for a, b in edges)
    free = [n for n in range(size) if not any(b == n for _, b in edges)]
    assert order[: len(free)] == free
    both = {**{(a, b): 1 for a, b in edges}, **{(b, a): 1 for a, b in edges}}
    dist = distances(size, both)
    groups = []
    for a in range(size):
        group = [b for b in range(size) if dist[a, b] < float("inf")]
        if group not in groups:
            groups.append(group)
    assert graph.components() == groups
    back = graph.reversed()
    assert sorted((b, a) for a in back.nodes() for b in back.neighbours(a)) == sorted(edges)
    for a, b in edges:
        assert back.shortest_path(b, a)[1] <= edges[a, b]


def test_wide_graphs_are_reached_level_by_level():
    edges = [(n, 3 * n + k) for n in range(13) for k in (1, 2, 3)]
    assert Graph(edges).reachable(0) == list(range(40))


def test_an_edge_that_comes_again_and_negative_weights():
    graph = Graph([(1, 2, 5), (1, 2, 3)])
    assert graph.shortest_path(1, 2) == ([1, 2], 3)
    with pytest.raises(ValueError):
        Graph([(1, 2, 1), (2, 3, -2)]).shortest_path(1, 3)
