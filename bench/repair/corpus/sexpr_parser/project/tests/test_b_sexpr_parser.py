import pytest

from b_sexpr_parser import parse, tokenize


def test_tokenize():
    assert tokenize("(add 1 (f x))") == ["(", "add", "1", "(", "f", "x", ")", ")"]


@pytest.mark.parametrize(
    "text, expression",
    [
        ("x", "x"),
        ("42", 42),
        ("-7", -7),
        ("-", "-"),
        ("(- 5 -3)", ["-", 5, -3]),
        ("(+ 1 2)", ["+", 1, 2]),
        ("()", []),
        ("(define (square n) (* n n))", ["define", ["square", "n"], ["*", "n", "n"]]),
        ("( a\n( ) )", ["a", []]),
    ],
)
def test_parse(text, expression):
    assert parse(text) == expression


@pytest.mark.parametrize("text", ["", "(", "(a (b)", ")", "a b", "(a) b", "(a))"])
def test_errors(text):
    with pytest.raises(SyntaxError):
        parse(text)
