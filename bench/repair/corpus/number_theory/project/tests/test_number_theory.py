import pytest

from number_theory import (
    divisors,
    extended_gcd,
    factorize,
    fibonacci,
    inverse,
    is_prime,
    power,
    primes_between,
    solve_remainders,
    totient,
    zeros_of_factorial,
)


def test_is_prime():
    assert [n for n in range(-3, 32) if is_prime(n)] == [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31]
    assert not is_prime(25)
    assert not is_prime(49)
    assert not is_prime(91)
    assert is_prime(7919)


def test_factorize():
    assert factorize(360) == {2: 3, 3: 2, 5: 1}
    assert factorize(97) == {97: 1}
    assert factorize(49) == {7: 2}
    assert factorize(1) == {}
    assert list(factorize(30)) == [2, 3, 5]


def test_divisors():
    assert divisors(12) == [1, 2, 3, 4, 6, 12]
    assert divisors(36) == [1, 2, 3, 4, 6, 9, 12, 18, 36]
    assert divisors(1) == [1]
    assert divisors(13) == [1, 13]


def test_totient():
    assert [totient(n) for n in range(1, 13)] == [1, 1, 2, 2, 4, 2, 6, 4, 6, 4, 10, 4]
    assert totient(36) == 12


def test_primes_between():
    assert primes_between(0, 20) == [2, 3, 5, 7, 11, 13, 17, 19]
    assert primes_between(90, 110) == [97, 101, 103, 107, 109]
    assert primes_between(23, 24) == [23]
    assert primes_between(24, 29) == []
    assert primes_between(40, 50) == [41, 43, 47]
    assert primes_between(10, 5) == []


@pytest.mark.parametrize("a, b, g", [(240, 46, 2), (46, 240, 2), (7, 0, 7), (0, 5, 5), (-12, 18, 6), (12, -18, 6), (17, 5, 1)])
def test_extended_gcd(a, b, g):
    found, x, y = extended_gcd(a, b)
    assert found == g
    assert a * x + b * y == g


def test_inverse():
    assert inverse(3, 7) == 5
    assert inverse(10, 17) == 12
    assert inverse(-3, 7) == 2
    with pytest.raises(ValueError):
        inverse(4, 8)


def test_power():
    assert power(2, 10, 1000) == 24
    assert power(3, 200, 13) == 9
    assert power(7, 0, 5) == 1
    assert power(7, 0, 1) == 0
    assert power(-2, 3, 5) == 2


def test_remainders():
    assert solve_remainders([(2, 3), (3, 5), (2, 7)]) == (23, 105)
    assert solve_remainders([(1, 4), (3, 6)]) == (9, 12)
    assert solve_remainders([(1, 4), (2, 6)]) is None
    assert solve_remainders([(5, 3)]) == (2, 3)
    assert solve_remainders([]) == (0, 1)


def test_fibonacci():
    assert [fibonacci(n) for n in range(12)] == [0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89]
    assert fibonacci(90) == 2880067194370816120


def test_zeros_of_factorial():
    assert zeros_of_factorial(4) == 0
    assert zeros_of_factorial(25) == 6
    assert zeros_of_factorial(100) == 24
    assert zeros_of_factorial(10, 2) == 8
    assert zeros_of_factorial(10, 16) == 2
    assert zeros_of_factorial(7, 12) == 2
