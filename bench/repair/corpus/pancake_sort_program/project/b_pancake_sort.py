"""Sorting by turning over the top of a stack."""


def flip(items, count):
    """Reverse the first items, in place."""
    items[:count] = items[:count][::-1]


def pancake_sort(items):
    """Sort in place, the smallest first, and return how many items each of the flips turned."""
    flips = []
    for size in range(len(items), 1, -1):
        largest = items.index(max(items[:size]))
        if largest == size - 1:
            continue
        if largest > 0:
            flip(items, largest + 1)
            flips.append(largest + 1)
        flip(items, size)
        flips.append(size)
    return flips
