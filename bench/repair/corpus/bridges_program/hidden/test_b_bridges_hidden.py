import itertools
import random

import pytest

from b_bridges import find_bridges


def parts(nodes, edges):
    label = {node: node for node in nodes}
    for _ in nodes:
        for a, b in edges:
            label[a] = label[b] = min(label[a], label[b])
    return len(set(label.values()))


@pytest.mark.parametrize("seed", range(150))
def test_against_definition(seed):
    made = random.Random(seed)
    nodes = range(made.randrange(1, 9))
    chance = made.choice([0.2, 0.35, 0.5])
    edges = [pair for pair in itertools.combinations(nodes, 2) if made.random() < chance]
    graph = {node: [a + b - node for a, b in edges if node in (a, b)] for node in made.sample(nodes, len(nodes))}
    for others in graph.values():
        made.shuffle(others)
    whole = parts(nodes, edges)
    want = [edge for edge in edges if parts(nodes, [other for other in edges if other != edge]) > whole]
    assert find_bridges(graph) == sorted(want)
