import random

import pytest

from b_sexpr_parser import atom, parse, read, tokenize

ATOMS = ["x", "foo", "+", "-", "a-b", "-x", "1x", "set!", 0, 7, -7, 123, -1000]


def expression(made, depth):
    if depth == 0 or made.random() < 0.35:
        return made.choice(ATOMS)
    return [expression(made, depth - 1) for _ in range(made.randrange(4))]


def text_of(made, one):
    blanks = lambda: made.choice(["", " ", "\n", "  "])
    if not isinstance(one, list):
        return blanks() + str(one) + blanks()
    return blanks() + "(" + blanks() + " ".join(text_of(made, item) for item in one) + blanks() + ")" + blanks()


@pytest.mark.parametrize("seed", range(100))
def test_round_trip(seed):
    made = random.Random(seed)
    one = expression(made, 4)
    text = text_of(made, one)
    assert parse(text) == one
    for wrong in (text + ")", text + " x", "(" + text, text + "()", ") " + text, text + "("):
        with pytest.raises(SyntaxError):
            parse(wrong)


def test_atoms():
    assert [atom(token) for token in ["5", "-5", "05", "", "x5", "-"]] == [5, -5, 5, "", "x5", "-"]


def test_read_from_position():
    tokens = tokenize("a (b 2) c")
    assert read(tokens, 0) == ("a", 1)
    assert read(tokens, 1) == (["b", 2], 5)
    assert read(tokens, 5) == ("c", 6)
    with pytest.raises(SyntaxError):
        read(tokens, 6)
