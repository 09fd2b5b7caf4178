import random
import textwrap

import pytest

from text_wrap import common_margin, dedent, indent, justify, shorten, wrap


def random_text(rng, longest):
    return " ".join("x" * rng.randint(1, longest) for _ in range(rng.randint(0, 12)))


@pytest.mark.parametrize("seed", range(40))
def test_like_the_standard_library_when_words_fit(seed):
    rng = random.Random(seed)
    width = rng.randint(6, 20)
    text = random_text(rng, 6)
    assert wrap(text, width) == textwrap.wrap(text, width)
    assert wrap(text, width, break_long_words=False) == textwrap.wrap(text, width)


@pytest.mark.parametrize("seed", range(40))
def test_no_character_is_lost_and_none_too_many(seed):
    rng = random.Random(seed)
    width = rng.randint(1, 5)
    text = random_text(rng, 14)
    lines = wrap(text, width)
    assert all(0 < len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    alone = wrap(text, width, break_long_words=False)
    assert " ".join(alone) == text
    assert all(len(line) <= width or " " not in line for line in alone)


def test_broken_words_fill_lines():
    assert wrap("ab abcdefghi", 3) == ["ab", "abc", "def", "ghi"]
    assert wrap("abcde f", 3) == ["abc", "de", "f"]
    assert wrap("abcd e", 3) == ["abc", "d e"]
    with pytest.raises(ValueError):
        wrap("abc", -1)


@pytest.mark.parametrize("seed", range(40))
def test_shorten_like_its_definition(seed):
    rng = random.Random(seed)
    text = random_text(rng, 6)
    for width in range(3, 30):
        words = text.split()
        if len(" ".join(words)) <= width:
            expected = " ".join(words)
        else:
            best = max((n for n in range(len(words)) if len(" ".join(words[:n])) + 3 <= width), default=0)
            expected = " ".join(words[:best]) + "..."
        assert shorten(text, width) == expected


def test_shorten_edges():
    assert shorten("", 0) == ""
    assert shorten("abcdefgh", 3) == "..."
    assert shorten("a b", 2, "!") == "a!"
    with pytest.raises(ValueError):
        shorten("abcdef", 2)


def test_margins():
    assert common_margin(["    a", "  b"]) == "  "
    assert common_margin(["a", "  b"]) == ""
    assert common_margin(["\ta", "\tb", " "]) == "\t"
    assert common_margin([]) == ""
    assert common_margin(["  a", "    b", "   c"]) == "  "


@pytest.mark.parametrize("text", ["  a\n    b\n\n  c\n", "\t\ta\n\tb", "a\n  b", "   \n  a\n \n  b", " \n", "  a\n \tb"])
def test_dedent_like_the_standard_library(text):
    assert dedent(text) == textwrap.dedent(text)


@pytest.mark.parametrize("text", ["a\nb", "a\n\nb\n", "\n\n", "  a\n   \nb", ""])
def test_indent_like_the_standard_library(text):
    assert indent(text, "--") == textwrap.indent(text, "--")
    assert indent(text, "--", True) == textwrap.indent(text, "--", lambda line: True)


@pytest.mark.parametrize("seed", range(30))
def test_justified_lines(seed):
    rng = random.Random(seed)
    words = ["x" * rng.randint(1, 5) for _ in range(rng.randint(2, 6))]
    shortest = len(" ".join(words))
    width = shortest + rng.randint(0, 9)
    line = justify(" ".join(words), width)
    assert len(line) == width and line.split() == words
    gaps = [len(gap) for gap in line.replace("x", ".").translate({46: "|"}).split("|") if gap]
    assert sorted(gaps, reverse=True) == gaps and max(gaps) - min(gaps) <= 1
    with pytest.raises(ValueError):
        justify(" ".join(words), shortest - 1)
