import bisect
import itertools
import random
import statistics

import pytest

from searches import (
    closest,
    count_of,
    find_in_table,
    find_peak,
    find_rotated,
    first_above,
    first_at_least,
    interpolation_search,
    median_of_two,
    smallest_capacity,
)

SHORT = [list(items) for size in range(6) for items in itertools.combinations_with_replacement(range(0, 10, 2), size)]


def test_all_short_lists():
    for items in SHORT:
        for wanted in range(-1, 11):
            assert first_at_least(items, wanted) == bisect.bisect_left(items, wanted)
            assert first_above(items, wanted) == bisect.bisect_right(items, wanted)
            assert count_of(items, wanted) == items.count(wanted)
            assert closest(items, wanted) == min(items, key=lambda item: (abs(item - wanted), item), default=None)
            place = interpolation_search(items, wanted)
            assert items[place] == wanted if wanted in items else place == -1


@pytest.mark.parametrize("size", range(9))
def test_rotations(size):
    items = [3 * n for n in range(size)]
    for turn in range(max(size, 1)):
        rotated = items[turn:] + items[:turn]
        for wanted in range(-1, 3 * size + 2):
            assert find_rotated(rotated, wanted) == (rotated.index(wanted) if wanted in rotated else -1)


@pytest.mark.parametrize("size", range(1, 7))
def test_peaks(size):
    for items in itertools.permutations(range(size)):
        place = find_peak(items)
        assert place == 0 or items[place - 1] < items[place]
        assert place == size - 1 or items[place + 1] < items[place]
    for top in range(30):
        items = [*range(top + 1), *range(top - 1, top - 20, -1)]
        assert find_peak(items) == top


@pytest.mark.parametrize("seed", range(60))
def test_tables(seed):
    made = random.Random(seed)
    rows, columns = made.randrange(1, 6), made.randrange(1, 6)
    table = [[0] * columns for _ in range(rows)]
    for r, c in itertools.product(range(rows), range(columns)):
        table[r][c] = max(table[r - 1][c] if r else 0, table[r][c - 1] if c else 0) + made.randrange(1, 4)
    for wanted in range(0, 40):
        found = find_in_table(table, wanted)
        if any(wanted in row for row in table):
            assert table[found[0]][found[1]] == wanted
        else:
            assert found is None


@pytest.mark.parametrize("seed", range(60))
def test_interpolation_of_uneven_numbers(seed):
    made = random.Random(seed)
    numbers = sorted(made.choice([made.randrange(10), made.randrange(1000), made.randrange(10**9), -made.randrange(50)]) for _ in range(30))
    for wanted in [*numbers, *(n + 1 for n in numbers), *(n - 1 for n in numbers)]:
        place = interpolation_search(numbers, wanted)
        assert numbers[place] == wanted if wanted in numbers else place == -1


@pytest.mark.parametrize("seed", range(80))
def test_capacities(seed):
    made = random.Random(seed)
    weights = [made.randrange(1, 9) for _ in range(made.randrange(1, 8))]
    for trips in range(1, len(weights) + 2):
        best = sum(weights)
        for cuts in itertools.combinations(range(1, len(weights)), min(trips, len(weights)) - 1):
            edges = [0, *cuts, len(weights)]
            best = min(best, max(sum(weights[a:b]) for a, b in zip(edges, edges[1:])))
        assert smallest_capacity(weights, trips) == best


def test_medians():
    lists = [items for items in SHORT if len(items) < 5]
    made = random.Random(5)
    pairs = [(made.choice(lists), made.choice(lists)) for _ in range(1500)]
    pairs += [(list(range(n)), list(range(20, 20 + m))) for n in range(6) for m in range(6)]
    for first, second in pairs:
        if first or second:
            assert median_of_two(first, second) == statistics.median(first + second)
            assert median_of_two(second, first) == statistics.median(first + second)
