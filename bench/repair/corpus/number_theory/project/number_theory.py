"""Whole numbers: primes, divisors and remainders."""


def is_prime(n):
    if n < 4:
        return n >= 2
    if n % 2 == 0 or n % 3 == 0:
        return False
    candidate = 5
    while candidate * candidate <= n:
        if n % candidate == 0 or n % (candidate + 2) == 0:
            return False
        candidate += 6
    return True


def factorize(n):
    """Prime factors with their powers, the smallest first."""
    factors = {}
    divisor = 2
    while divisor * divisor <= n:
        while n % divisor == 0:
            factors[divisor] = factors.get(divisor, 0) + 1
            n //= divisor
        divisor += 1
    if n > 1:
        factors[n] = factors.get(n, 0) + 1
    return factors


def divisors(n):
    """All of them in ascending order."""
    small, large = [], []
    candidate = 1
    while candidate * candidate <= n:
        if n % candidate == 0:
            small.append(candidate)
            if candidate != n // candidate:
                large.append(n // candidate)
        candidate += 1
    return small + large[::-1]


def totient(n):
    """How many numbers from 1 to n have no divisor in common with n."""
    result = n
    for prime in factorize(n):
        result -= result // prime
    return result


def primes_between(low, high):
    """Primes p with low <= p < high, by a sieve of that segment only."""
    low = max(low, 2)
    if high <= low:
        return []
    composite = bytearray(high - low)
    divisor = 2
    while divisor * divisor < high:
        first = max(divisor * divisor, (low + divisor - 1) // divisor * divisor)
        for multiple in range(first, high, divisor):
            composite[multiple - low] = 1
        divisor += 1
    return [n for n in range(low, high) if not composite[n - low]]


def extended_gcd(a, b):
    """(g, x, y) with a * x + b * y == g, the greatest common divisor, which is not negative."""
    x, next_x = 1, 0
    y, next_y = 0, 1
    while b != 0:
        quotient = a // b
        a, b = b, a - quotient * b
        x, next_x = next_x, x - quotient * next_x
        y, next_y = next_y, y - quotient * next_y
    return (-a, -x, -y) if a < 0 else (a, x, y)


def inverse(a, modulus):
    """The number from 0 to modulus - 1 that gives 1 when it is multiplied with a."""
    g, x, _ = extended_gcd(a, modulus)
    if g != 1:
        raise ValueError(f"{a} has no inverse modulo {modulus}")
    return x % modulus


def power(base, exponent, modulus):
    """base ** exponent % modulus, by squaring."""
    result = 1 % modulus
    base %= modulus
    while exponent > 0:
        if exponent % 2 == 1:
            result = result * base % modulus
        base = base * base % modulus
        exponent //= 2
    return result


def solve_remainders(pairs):
    """(x, m): the smallest x >= 0 that leaves each remainder for its modulus, and after how many it comes again; None without one."""
    x, step = 0, 1
    for remainder, modulus in pairs:
        g, factor, _ = extended_gcd(step, modulus)
        difference = remainder - x
        if difference % g != 0:
            return None
        x += step * (difference // g * factor % (modulus // g))
        step = step // g * modulus
        x %= step
    return x, step


def fibonacci(n):
    """The n-th, from 0 and 1 onwards, by doubling."""
    a, b = 0, 1
    for bit in bin(n)[2:]:
        a, b = a * (2 * b - a), a * a + b * b
        if bit == "1":
            a, b = b, a + b
    return a


def zeros_of_factorial(n, base=10):
    """How many zeros n! ends with when it is written in that base."""
    fewest = None
    for prime, needed in factorize(base).items():
        count, rest = 0, n // prime
        while rest > 0:
            count += rest
            rest //= prime
        zeros = count // needed
        fewest = zeros if fewest is None else min(fewest, zeros)
    return fewest
