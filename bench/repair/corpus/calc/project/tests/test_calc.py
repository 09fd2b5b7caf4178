import pytest

from calc import CalcError, calculate, tokenize


def test_precedence():
    assert calculate("1 + 2 * 3") == 7
    assert calculate("(1 + 2) * 3") == 9
    assert calculate("2 * 3 % 4") == 2


def test_left_to_right():
    assert calculate("10 - 4 - 3") == 3
    assert calculate("16 / 4 / 2") == 2


def test_powers_go_from_right_to_left():
    assert calculate("2 ^ 3 ^ 2") == 512
    assert calculate("2 ** 3") == 8


def test_signs():
    assert calculate("-2 + 5") == 3
    assert calculate("3 - -2") == 5
    assert calculate("-2 ^ 2") == -4
    assert calculate("2 ^ -1") == 0.5
    assert calculate("-2 * 3") == -6


def test_numbers():
    assert calculate("1.5e2 + .5") == 150.5
    assert calculate("2.") == 2


def test_comparisons():
    assert calculate("1 + 1 <= 2") is True
    assert calculate("1 < 2 == 3 > 2") is True
    assert calculate("2 != 2") is False


def test_names_and_functions():
    assert calculate("a * b_2", a=3, b_2=4) == 12
    assert calculate("max(1, 2 + 3, 4)") == 5
    assert calculate("sqrt(abs(-16))") == 4
    assert calculate("zero + 1", zero=0) == 1


@pytest.mark.parametrize("text, position", [("1 + $", 3), ("1 +", 3), ("(1", 2), ("1 2", 2), ("foo", 0), ("1 + f(2)", 4), (")", 0), ("max(1 2)", 6)])
def test_errors_say_where(text, position):
    with pytest.raises(CalcError) as caught:
        calculate(text)
    assert caught.value.position == position


def test_tokens():
    assert tokenize(" a1<= 2.5 ") == [("name", "a1", 1), ("sign", "<=", 3), ("number", "2.5", 6), ("end", "", 9)]
