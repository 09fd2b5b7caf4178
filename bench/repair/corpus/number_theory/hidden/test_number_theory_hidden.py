import itertools
import math
import random

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


def test_each_number_up_to_1500():
    primes = []
    for n in range(1, 1501):
        found = [d for d in range(1, n + 1) if n % d == 0]
        assert divisors(n) == found
        prime = len(found) == 2
        assert is_prime(n) is prime
        if prime:
            primes.append(n)
        factors = factorize(n)
        assert math.prod(p**k for p, k in factors.items()) == n
        assert list(factors) == [p for p in primes if n % p == 0]
        if n <= 400:
            assert totient(n) == sum(math.gcd(k, n) == 1 for k in range(1, n + 1))
    for low, high in itertools.product([-5, 0, 1, 2, 3, 4, 7, 24, 25, 26, 49, 50, 100, 120, 121, 122, 300], [0, 1, 2, 3, 4, 9, 10, 25, 26, 50, 121, 122, 169, 170, 400]):
        assert primes_between(low, high) == [p for p in primes if low <= p < high]


def test_squares_and_products_of_primes():
    primes = [2, 3, 5, 7, 11, 13, 101, 103, 997]
    for p, q in itertools.product(primes, primes):
        assert not is_prime(p * q)
        assert factorize(p * q) == ({p: 2} if p == q else {p: 1, q: 1})
        assert totient(p * q) == (p * (p - 1) if p == q else (p - 1) * (q - 1))
        assert len(divisors(p * q)) == (3 if p == q else 4)
    assert is_prime(999983) and is_prime(1000003)


def test_gcds_and_inverses():
    for a, b in itertools.product(range(-30, 31), range(-30, 31)):
        g, x, y = extended_gcd(a, b)
        assert g == math.gcd(a, b)
        assert a * x + b * y == g
        if b >= 1:
            if math.gcd(a, b) == 1:
                found = inverse(a, b)
                assert 0 <= found < b and (a * found - 1) % b == 0
            else:
                with pytest.raises(ValueError):
                    inverse(a, b)


def test_powers():
    for base, exponent, modulus in itertools.product(range(-6, 7), range(12), range(1, 12)):
        assert power(base, exponent, modulus) == pow(base, exponent, modulus)
    assert power(3, 10**18, 10**9 + 7) == pow(3, 10**18, 10**9 + 7)


@pytest.mark.parametrize("seed", range(200))
def test_remainders(seed):
    made = random.Random(seed)
    pairs = [(made.randrange(-5, 15), made.randrange(1, 10)) for _ in range(made.randrange(4))]
    step = math.lcm(*(m for _, m in pairs))
    fitting = [x for x in range(step) if all((x - r) % m == 0 for r, m in pairs)]
    assert solve_remainders(pairs) == ((fitting[0], step) if fitting else None)


def test_fibonaccis():
    a, b = 0, 1
    for n in range(200):
        assert fibonacci(n) == a
        a, b = b, a + b


@pytest.mark.parametrize("base", [2, 3, 4, 6, 8, 10, 12, 16, 36, 97])
def test_zeros(base):
    product = 1
    for n in range(0, 130):
        product *= max(n, 1)
        zeros, rest = 0, product
        while rest % base == 0:
            zeros += 1
            rest //= base
        assert zeros_of_factorial(n, base) == zeros
