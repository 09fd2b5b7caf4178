import pytest

from text_wrap import dedent, indent, justify, shorten, wrap


def test_wraps_at_words():
    assert wrap("the quick brown fox", 10) == ["the quick", "brown fox"]


def test_a_line_may_be_exactly_as_wide():
    assert wrap("aaaa bbbb cc", 9) == ["aaaa bbbb", "cc"]
    assert wrap("aaaa bbbb cc", 8) == ["aaaa", "bbbb cc"]


def test_nothing_gives_no_lines():
    assert wrap("   ", 5) == []


def test_long_words_are_broken():
    assert wrap("an abcdefghij end", 4) == ["an", "abcd", "efgh", "ij", "end"]
    assert wrap("abcdefgh", 4) == ["abcd", "efgh"]


def test_long_words_stand_alone_when_not_broken():
    assert wrap("a abcdefgh b", 4, break_long_words=False) == ["a", "abcdefgh", "b"]


def test_width_must_be_positive():
    with pytest.raises(ValueError):
        wrap("a", 0)


def test_shorten():
    assert shorten("Hello   world!", 12) == "Hello world!"
    assert shorten("Hello world!", 11) == "Hello..."
    assert shorten("Hello world", 10, "..") == "Hello.."
    assert shorten("one two three", 10) == "one two..."
    assert shorten("one two three", 9) == "one..."


def test_shorten_needs_room_for_the_placeholder():
    with pytest.raises(ValueError):
        shorten("Hello world!", 2)


def test_dedent_ignores_blank_lines():
    assert dedent("  a\n\n    b\n  c") == "a\n\n  b\nc"


def test_dedent_with_tabs_and_spaces():
    assert dedent(" \ta\n  b") == "\ta\n b"


def test_indent():
    assert indent("a\n\nb\n", "> ") == "> a\n\n> b\n"
    assert indent("a\n\nb", "> ", blank_lines=True) == "> a\n> \n> b"


def test_justify():
    assert justify("a b c", 9) == "a   b   c"
    assert justify("a b c", 8) == "a   b  c"
    assert justify("word", 6) == "word  "
