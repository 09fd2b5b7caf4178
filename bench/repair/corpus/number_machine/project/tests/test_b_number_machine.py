import pytest

from b_number_machine import is_number


@pytest.mark.parametrize("text", ["0", "42", "-7", "+3.14", "4.", "-.9", "2e10", "-90E3", "6e-1", " 0.1 "])
def test_numbers(text):
    assert is_number(text) is True


@pytest.mark.parametrize("text", ["", "abc", "1a", "e3", "1e", "99e2.5", "--6", ".", "-+3", "1 2", "+"])
def test_other_texts(text):
    assert is_number(text) is False
