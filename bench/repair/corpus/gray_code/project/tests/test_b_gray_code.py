import pytest

from b_gray_code import from_gray, gray_sequence, to_gray


@pytest.mark.parametrize("number, code", [(0, 0), (1, 1), (2, 3), (3, 2), (4, 6), (7, 4), (10, 15)])
def test_to_gray(number, code):
    assert to_gray(number) == code


@pytest.mark.parametrize("code, number", [(0, 0), (1, 1), (3, 2), (2, 3), (6, 4), (4, 7), (15, 10)])
def test_from_gray(code, number):
    assert from_gray(code) == number


def test_sequence():
    assert gray_sequence(1) == ["0", "1"]
    assert gray_sequence(2) == ["00", "01", "11", "10"]
    assert gray_sequence(3) == ["000", "001", "011", "010", "110", "111", "101", "100"]
