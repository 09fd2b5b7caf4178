import itertools
import re

import pytest

from b_number_machine import classify, is_number

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


@pytest.mark.parametrize("length", range(7))
def test_all_short_texts(length):
    for chars in itertools.product("1-.e", repeat=length):
        text = "".join(chars)
        assert is_number(text) is (NUMBER.fullmatch(text) is not None)


@pytest.mark.parametrize("text", ["3", "+3", "E", "3E+5", "3 .", "3x", "x3", "0.5e-07", "..1", "1.2.3", "1e1e1", "+.e1", "12+", "1_0"])
def test_texts(text):
    for around in ("", " ", "\t", "\n  "):
        assert is_number(around + text + around) is (NUMBER.fullmatch(text) is not None)


def test_classes():
    assert [classify(char) for char in "05+-.eEx "] == ["digit"] * 2 + ["sign"] * 2 + ["dot", "e", "e", "other", "other"]
