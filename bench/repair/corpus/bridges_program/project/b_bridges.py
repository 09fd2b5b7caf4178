"""Bridges of an undirected graph, after Tarjan."""


def find_bridges(graph):
    """The edges, as sorted pairs, without which the graph has more parts.

    The graph has the list of neighbours of each node; no two nodes are joined by more than one edge.
    """
    order = {}
    low = {}
    bridges = []

    def visit(node, parent):
        order[node] = low[node] = len(order)
        for other in graph[node]:
            if other == parent:
                continue
            if other in order:
                low[node] = min(low[node], order[other])
            else:
                visit(other, node)
                low[node] = min(low[node], low[other])
                if low[other] > order[node]:
                    bridges.append((min(node, other), max(node, other)))

    for node in graph:
        if node not in order:
            visit(node, None)
    return sorted(bridges)
