import random

import pytest

from b_rod_cutting import cut_rod


def best_of(prices, length):
    return max(
        (price + best_of(prices, length - size) for size, price in enumerate(prices, 1) if size <= length), default=0
    )


@pytest.mark.parametrize("seed", range(80))
def test_against_trying_all(seed):
    made = random.Random(seed)
    prices = [made.randrange(12) for _ in range(made.randrange(7))]
    for length in range(9):
        total, pieces = cut_rod(prices, length)
        assert total == best_of(prices, length)
        assert sum(prices[piece - 1] for piece in pieces) == total
        assert sum(pieces) <= length
        assert all(piece > 0 for piece in pieces)


def test_long_rod():
    assert cut_rod([1, 5, 8, 9], 101) == (269, [2] + [3] * 33)
    assert cut_rod([3], 100) == (300, [1] * 100)
