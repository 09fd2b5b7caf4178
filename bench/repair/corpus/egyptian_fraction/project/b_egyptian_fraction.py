"""Egyptian fractions by the greedy method of Fibonacci."""
from math import gcd


def egyptian_fraction(numerator, denominator):
    """The denominators of different unit fractions whose sum is this fraction between 0 and 1."""
    if not 0 < numerator < denominator:
        raise ValueError("not a fraction between 0 and 1")
    units = []
    while numerator > 0:
        unit = (denominator + numerator - 1) // numerator
        units.append(unit)
        numerator = numerator * unit - denominator
        denominator = denominator * unit
        common = gcd(numerator, denominator)
        numerator //= common
        denominator //= common
    return units
