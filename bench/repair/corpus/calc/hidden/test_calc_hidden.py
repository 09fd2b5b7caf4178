import random

import pytest

from calc import CalcError, calculate, tokenize


def make(rng, depth):
    kind = rng.randint(0, 9 if depth < 4 else 1)
    if kind <= 1:
        return str(rng.choice([0, 1, 2, 3, 7, 0.5, 2.25]))
    if kind == 2:
        return f"({make(rng, depth + 1)})"
    if kind == 3:
        return f"-{make(rng, 9)}"
    if kind == 4:
        return f"{make(rng, 9)} ** {rng.randint(0, 2)} ** {rng.randint(0, 2)}"
    if kind == 5:
        return f"max({make(rng, depth + 1)}, {make(rng, depth + 1)})"
    space = " " * rng.randint(0, 1)
    return make(rng, depth + 1) + space + rng.choice("+-*/%+-*") + space + make(rng, depth + 1)


@pytest.mark.parametrize("seed", range(150))
def test_like_python(seed):
    text = make(random.Random(seed), 0)
    try:
        expected = float(eval(text))
    except ZeroDivisionError:
        with pytest.raises(ZeroDivisionError):
            calculate(text)
        return
    assert calculate(text) == pytest.approx(expected)
    assert calculate(text.replace("**", "^")) == pytest.approx(expected)


@pytest.mark.parametrize("text, expected", [
    ("2^3^2", 512), ("(2^3)^2", 64), ("-2^2", -4), ("(-2)^2", 4), ("2^-2", 0.25), ("--3", 3), ("-+-3", 3), ("2*-3", -6),
    ("2--3", 5), ("-3%5", 2), ("-2*-2", 4), ("2^-1^2", 0.5), ("10-2+3", 11), ("100/10*10", 100), ("7%4*2", 6), ("1e3", 1000), ("1E-2", 0.01),
    ("min(3,1,2)", 1), ("round(2.6)", 3), ("max(1,2)+min(3,4)*2", 8), ("sqrt(9)^2", 9), ("abs(-(2+3))", 5),
])
def test_values(text, expected):
    assert calculate(text) == pytest.approx(expected)


@pytest.mark.parametrize("text, expected", [
    ("1 < 2", True), ("2 < 2", False), ("2 <= 2", True), ("3 >= 4", False), ("4 > 3", True), ("1 == 1", True), ("1 != 1", False),
    ("1 + 1 == 2", True), ("2 * 3 > 5 + 0", True), ("1 == 2 < 3", True), ("3 - 1 != 2", False), ("1 < 2 != 2 < 1", True),
])
def test_comparisons(text, expected):
    assert calculate(text) is expected


@pytest.mark.parametrize("text, position", [
    ("", 0), ("   ", 0), ("1 + * 2", 4), ("2 +", 3), ("(1 + 2", 6), ("1)", 1), ("max(", 4), ("max(1,)", 6), ("f", 0), ("1 + g(1)", 4),
    ("1 # 2", 1), ("a b", 2), ("()", 1), ("1..2", 2), ("max 1", 4), ("a", 0),
])
def test_positions(text, position):
    with pytest.raises(CalcError) as caught:
        calculate(text, **({"max": 1} if text == "max 1" else {}), **({"b": 1} if text == "" else {}), **({"a": 1} if text == "a b" else {}))
    assert caught.value.position == position


def test_names():
    assert calculate("x", x=0) == 0
    assert calculate("max", max=5) == 5
    assert calculate("x1 + _y", x1=1, _y=2) == 3
    with pytest.raises(TypeError):
        calculate("sqrt()")


def test_tokens():
    assert tokenize("") == [("end", "", 0)]
    assert tokenize("1<=2**x") == [("number", "1", 0), ("sign", "<=", 1), ("number", "2", 3), ("sign", "**", 4), ("name", "x", 6), ("end", "", 7)]
