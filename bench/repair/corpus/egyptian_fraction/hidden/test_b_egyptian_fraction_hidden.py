from fractions import Fraction
from math import ceil

import pytest

from b_egyptian_fraction import egyptian_fraction


@pytest.mark.parametrize("denominator", range(2, 32))
def test_against_fractions(denominator):
    for numerator in range(1, denominator):
        rest = Fraction(numerator, denominator)
        want = []
        while rest:
            want.append(ceil(1 / rest))
            rest -= Fraction(1, want[-1])
        units = egyptian_fraction(numerator, denominator)
        assert units == want
        assert sum(Fraction(1, unit) for unit in units) == Fraction(numerator, denominator)


def test_long_one():
    units = egyptian_fraction(5, 121)
    assert units[:3] == [25, 757, 763309]
    assert sum(Fraction(1, unit) for unit in units) == Fraction(5, 121)
