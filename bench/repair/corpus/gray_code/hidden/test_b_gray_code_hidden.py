import random

import pytest

from b_gray_code import from_gray, gray_sequence, to_gray


def reflected(bits):
    codes = [0]
    for bit in range(bits):
        codes += [code + 2**bit for code in codes[::-1]]
    return codes


def test_against_reflection():
    for number, code in enumerate(reflected(10)):
        assert to_gray(number) == code
        assert from_gray(code) == number


@pytest.mark.parametrize("bits", range(9))
def test_sequences(bits):
    want = ["".join("1" if code >> i & 1 else "0" for i in range(bits - 1, -1, -1)) for code in reflected(bits)]
    assert gray_sequence(bits) == want


@pytest.mark.parametrize("seed", range(20))
def test_large_numbers(seed):
    number = random.Random(seed).getrandbits(70)
    assert from_gray(to_gray(number)) == number
    assert to_gray(from_gray(number)) == number
    assert bin(to_gray(number) ^ to_gray(number + 1)).count("1") == 1
