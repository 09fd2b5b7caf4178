import pytest

from b_rod_cutting import cut_rod

PRICES = [1, 5, 8, 9, 10, 17, 17, 20, 24, 30]


@pytest.mark.parametrize(
    "length, total, pieces",
    [
        (0, 0, []),
        (1, 1, [1]),
        (3, 8, [3]),
        (4, 10, [2, 2]),
        (7, 18, [1, 6]),
        (8, 22, [2, 6]),
        (10, 30, [10]),
    ],
)
def test_textbook_prices(length, total, pieces):
    assert cut_rod(PRICES, length) == (total, pieces)


def test_rod_longer_than_the_pieces():
    assert cut_rod([2, 5], 7) == (17, [1, 2, 2, 2])


def test_only_one_length_sells():
    assert cut_rod([0, 0, 7], 6) == (14, [3, 3])
    assert cut_rod([], 4) == (0, [])
