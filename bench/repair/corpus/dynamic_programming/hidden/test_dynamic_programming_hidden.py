import functools
import itertools
import random

import pytest

from dynamic_programming import (
    alignment_distance,
    best_schedule,
    count_segmentations,
    count_ways,
    fewest_coins,
    largest_product,
    longest_common_substring,
    longest_palindromic_subsequence,
    matrix_chain_cost,
)


@pytest.mark.parametrize("coins", [c for n in range(4) for c in itertools.combinations([1, 2, 3, 5, 7], n)])
def test_coins_by_trying_all(coins):
    handfuls = {}
    for counts in itertools.product(*(range(21 // coin + 1) for coin in coins)):
        amount = sum(count * coin for count, coin in zip(counts, coins))
        handfuls.setdefault(amount, []).append(sum(counts))
    for amount in range(21):
        found = handfuls.get(amount, [])
        for order in (coins, coins[::-1]):
            assert fewest_coins(order, amount) == (min(found) if found else None)
            assert count_ways([*order, *order], amount) == len(found)


def texts(seed, count, longest, letters="ab"):
    made = random.Random(seed)
    return ["".join(made.choice(letters) for _ in range(made.randrange(longest + 1))) for _ in range(count)]


@pytest.mark.parametrize("a, b", itertools.product(texts(1, 12, 9, "abc"), texts(2, 12, 9, "abc")))
def test_pairs_of_texts(a, b):
    parts = [a[i:j] for i in range(len(a)) for j in range(i + 1, len(a) + 1) if a[i:j] in b]
    longest = max(map(len, parts), default=0)
    assert longest_common_substring(a, b) == next((part for part in parts if len(part) == longest), "")

    @functools.cache
    def distance(i, j):
        if i == 0 or j == 0:
            return i + j
        best = min(distance(i - 1, j) + 1, distance(i, j - 1) + 1, distance(i - 1, j - 1) + (a[i - 1] != b[j - 1]))
        if i > 1 and j > 1 and a[i - 2 : i] == b[j - 2 : j][::-1]:
            best = min(best, distance(i - 2, j - 2) + 1)
        return best

    assert alignment_distance(a, b) == distance(len(a), len(b))


@pytest.mark.parametrize("text", texts(3, 40, 9, "abc"))
def test_palindromes(text):
    kept = ["".join(c for c, keep in zip(text, bits) if keep) for bits in itertools.product([0, 1], repeat=len(text))]
    assert longest_palindromic_subsequence(text) == max(len(k) for k in kept if k == k[::-1])


@pytest.mark.parametrize("seed", range(40))
def test_matrix_chains(seed):
    made = random.Random(seed)
    sizes = tuple(made.randrange(1, 9) for _ in range(made.randrange(1, 8)))

    @functools.cache
    def cost(part):
        if len(part) <= 2:
            return 0
        return min(cost(part[: k + 1]) + cost(part[k:]) + part[0] * part[k] * part[-1] for k in range(1, len(part) - 1))

    assert matrix_chain_cost(list(sizes)) == cost(sizes)


@pytest.mark.parametrize("seed", range(60))
def test_schedules(seed):
    made = random.Random(seed)
    jobs = []
    for _ in range(made.randrange(8)):
        start = made.randrange(10)
        jobs.append((start, start + made.randrange(1, 5), made.randrange(1, 9)))
    best = 0
    for size in range(len(jobs) + 1):
        for chosen in itertools.combinations(jobs, size):
            if all(a[1] <= b[0] or b[1] <= a[0] for a, b in itertools.combinations(chosen, 2)):
                best = max(best, sum(value for _, _, value in chosen))
    assert best_schedule(jobs) == best


@pytest.mark.parametrize("text", texts(4, 30, 8))
def test_segmentations(text):
    for words in (["a", "b"], ["a", "ab", "b", "ba"], ["aa", "b", "aab", "ba"], ["abab"], []):

        def count(rest):
            return 1 if rest == "" else sum(count(rest[len(w) :]) for w in words if rest.startswith(w))

        assert count_segmentations(text, words) == count(text)


@pytest.mark.parametrize("seed", range(80))
def test_products(seed):
    made = random.Random(seed)
    numbers = [made.randrange(-4, 5) for _ in range(made.randrange(1, 9))]
    products = []
    for i in range(len(numbers)):
        product = 1
        for number in numbers[i:]:
            product *= number
            products.append(product)
    assert largest_product(numbers) == max(products)
