"""Partitions of a whole number into summands."""


def partitions(n, largest=None):
    """Yield the partitions as lists that fall, with no summand above the largest; those with large ones first."""
    if largest is None:
        largest = n
    if n == 0:
        yield []
        return
    for first in range(min(n, largest), 0, -1):
        for rest in partitions(n - first, first):
            yield [first] + rest


def count_partitions(n):
    """How many there are, without making them."""
    ways = [1] + [0] * n
    for part in range(1, n + 1):
        for total in range(part, n + 1):
            ways[total] += ways[total - part]
    return ways[n]
