import pytest

from b_egyptian_fraction import egyptian_fraction


@pytest.mark.parametrize(
    "numerator, denominator, units",
    [
        (2, 3, [2, 6]),
        (6, 14, [3, 11, 231]),
        (7, 15, [3, 8, 120]),
        (5, 6, [2, 3]),
        (4, 13, [4, 18, 468]),
    ],
)
def test_fractions(numerator, denominator, units):
    assert egyptian_fraction(numerator, denominator) == units


def test_unit_fractions():
    assert egyptian_fraction(1, 2) == [2]
    assert egyptian_fraction(3, 12) == [4]


@pytest.mark.parametrize("numerator, denominator", [(0, 5), (5, 5), (7, 2), (-1, 3)])
def test_not_between_0_and_1(numerator, denominator):
    with pytest.raises(ValueError):
        egyptian_fraction(numerator, denominator)
