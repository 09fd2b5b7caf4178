"""Disjoint sets that can be joined."""


class UnionFind:
    """Union by size, with paths that are halved when they are walked."""

    def __init__(self, items):
        self.parent = {item: item for item in items}
        self.size = {item: 1 for item in self.parent}
        self.count = len(self.parent)

    def find(self, item):
        """The member that stands for the set of the item."""
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def union(self, a, b):
        """Join the sets of two items; False when they were in the same one."""
        root_a, root_b = self.find(a), self.find(b)
        if root_a == root_b:
            return False
        if self.size[root_a] < self.size[root_b]:
            root_a, root_b = root_b, root_a
        self.parent[root_b] = root_a
        self.size[root_a] += self.size[root_b]
        self.count -= 1
        return True

    def connected(self, a, b):
        return self.find(a) == self.find(b)

    def set_size(self, item):
        return self.size[self.find(item)]
