"""Directed graphs with weights."""
import heapq
from collections import deque


class CycleError(ValueError):
    def __init__(self, path):
        super().__init__(" -> ".join(map(str, path)))
        self.path = path


class Graph:
    def __init__(self, edges=()):
        self._out = {}
        for edge in edges:
            self.add_edge(*edge)

    def add_node(self, node):
        self._out.setdefault(node, {})

    def add_edge(self, start, end, weight=1):
        self.add_node(start)
        self.add_node(end)
        self._out[start][end] = weight

    def nodes(self):
        return list(self._out)

    def neighbours(self, node):
        return list(self._out[node])

    def reversed(self):
        result = Graph()
        for node in self._out:
            result.add_node(node)
        for start, ends in self._out.items():
            for end, weight in ends.items():
                result.add_edge(end, start, weight)
        return result

    def reachable(self, start):
        """All nodes that can be reached, the start included, nearest first."""
        seen = [start]
        queue = deque([start])
        while queue:
            for end in self._out[queue.popleft()]:
                if end not in seen:
                    seen.append(end)
                    queue.append(end)
        return seen

    def shortest_path(self, start, goal):
        """The cheapest path and its cost; (None, infinity) when there is none."""
        best = {start: 0}
        before = {}
        queue = [(0, 0, start)]
        order = 0
        done = set()
        while queue:
            cost, _, node = heapq.heappop(queue)
            if node in done:
                continue
            done.add(node)
            if node == goal:
                break
            for end, weight in self._out[node].items():
                if weight < 0:
                    raise ValueError("weights must not be negative")
                total = cost + weight
                if end not in best or total < best[end]:
                    best[end] = total
                    before[end] = node
                    order += 1
                    heapq.heappush(queue, (total, order, end))
        if goal not in best:
            return None, float("inf")
        path = [goal]
        while path[-1] != start:
            path.append(before[path[-1]])
        return path[::-1], best[goal]

    def topological_order(self):
        """Every node after all that lead to it; those that are free first come in the order they were added."""
        waiting = {node: 0 for node in self._out}
        for ends in self._out.values():
            for end in ends:
                waiting[end] += 1
        ready = deque(node for node, count in waiting.items() if count == 0)
        order = []
        while ready:
            node = ready.popleft()
            order.append(node)
            for end in self._out[node]:
                waiting[end] -= 1
                if waiting[end] == 0:
                    ready.append(end)
        if len(order) < len(self._out):
            raise CycleError(self.find_cycle())
        return order

    def find_cycle(self):
        """The nodes of a cycle, its first one at both ends; None without one."""
        state = {}
        path = []

        def visit(node):
            state[node] = "open"
            path.append(node)
            for end in self._out[node]:
                if state.get(end) == "open":
                    return path[path.index(end):] + [end]
                if end not in state:
                    found = visit(end)
                    if found:
                        return found
            path.pop()
            state[node] = "done"
            return None

        for node in self._out:
            if node not in state:
                found = visit(node)
                if found:
                    return found
        return None

    def components(self):
        """Nodes that hang together when directions are ignored, as sorted lists."""
        back = self.reversed()
        seen = set()
        result = []
        for node in self._out:
            if node in seen:
                continue
            group = []
            stack = [node]
            seen.add(node)
            while stack:
                current = stack.pop()
                group.append(current)
                for end in self.neighbours(current) + back.neighbours(current):
                    if end not in seen:
                        seen.add(end)
                        stack.append(end)
            result.append(sorted(group))
        return result
