import random

import pytest

from ini_lite import Config, IniError, dump, parse, strip_comment, unquote


@pytest.mark.parametrize(
    "text, expected",
    [
        ("a ; b ; c", "a"),
        ("a;b", "a;b"),
        ("a\t# b", "a"),
        ("'#'", "'#'"),
        ('"it\'s ; here" ; no', '"it\'s ; here"'),
        ("  ; x", ""),
        (";x", ""),
        ("a# b #c", "a# b"),
        ("", ""),
        ("'a' ; 'b'", "'a'"),
    ],
)
def test_comments(text, expected):
    assert strip_comment(text) == expected


@pytest.mark.parametrize("text, expected", [('"a"', "a"), ("'a'", "a"), ("'a\"", "'a\""), ('"', '"'), ("", ""), ("''", "")])
def test_unquote(text, expected):
    assert unquote(text) == expected


def test_sections_and_keys():
    parsed = parse("A = 1\na = 2\n[ x y ]\nK=\n[X Y]\n k = = \n[x y]\nj = 1")
    assert parsed == {"": {"a": "2"}, "x y": {"k": "", "j": "1"}, "X Y": {"k": "="}}


def test_blank_and_comment_lines_end_a_value():
    assert parse("a = 1\n\n  b = 2")[""] == {"a": "1", "b": "2"}
    assert parse("a = 1\n  2\n  3 ; c\n; d\n  e = 4")[""] == {"a": "1\n2\n3", "e": "4"}
    assert parse("[s]\na = 1\n[t]\n b = 2\n  c") == {"": {}, "s": {"a": "1"}, "t": {"b": "2\nc"}}


@pytest.mark.parametrize("text, line", [("\n\n[x", 3), ("a", 1), ("[s]\n = 1", 2), ("x=1\n[s]\n\n\nfoo", 5)])
def test_lines_of_errors(text, line):
    with pytest.raises(IniError) as caught:
        parse(text)
    assert caught.value.line == line and f"line {line}" in str(caught.value)


def test_filling_in():
    config = Config(parse("a=1\n[s]\na=2\nb=${A}${:a}-${s:a}\nc=${b}${b}\nd=${e}\nf=${t:none}\n[t]\nx=${s:c}"), {"e": "${a}!"})
    assert config.get("s", "b") == "21-2"
    assert config.get("s", "c") == "21-221-2"
    assert config.get("s", "d") == "2!"
    assert config.get("t", "x") == "21-221-2"
    with pytest.raises(KeyError):
        config.get("s", "f")


def test_a_name_of_another_section_is_filled_in_there():
    config = Config(parse("[s]\na=${b}\nb=s\n[t]\nb=t\nc=${s:a}"))
    assert config.get("t", "c") == "s"


def test_long_chains_are_fine_and_circles_are_not():
    lines = [f"k{n} = ${{k{n + 1}}}" for n in range(9)] + ["k9 = end"]
    assert Config(parse("\n".join(lines))).get("", "k0") == "end"
    with pytest.raises(ValueError):
        Config(parse("a = x${a}")).get("", "a")


def test_values_that_are_empty_are_values():
    config = Config({"s": {"a": ""}}, {"a": "default"})
    assert config.get("s", "a", "fallback") == ""
    assert config.get("other", "a", "fallback") == "default"
    with pytest.raises(ValueError):
        config.get_bool("s", "a", True)
    with pytest.raises(ValueError):
        config.get_int("s", "a", 3)


@pytest.mark.parametrize("word, value", [("1", True), ("ON", True), ("true", True), ("0", False), ("No", False), ("FALSE", False), ("off", False), ("yes", True)])
def test_booleans(word, value):
    assert Config({"": {"k": word}}).get_bool("", "K") is value


@pytest.mark.parametrize("seed", range(60))
def test_round_trips(seed):
    rng = random.Random(seed)
    pieces = ["a", "b c", "#", ";", " ", "x=y", "[z]", "\n", "1"]

    def value():
        text = "".join(rng.choice(pieces) for _ in range(rng.randint(1, 4)))
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) > 1:
            lines = [line.strip().replace("#", "h").replace(";", "s") for line in lines]
        return "\n".join(lines) or "v"

    sections = {"": {f"k{n}": value() for n in range(rng.randint(0, 2))}}
    for name in "st"[: rng.randint(0, 2)]:
        sections[name] = {f"k{n}": value() for n in range(rng.randint(0, 3))}
    assert parse(dump(sections)) == sections


def test_quotes_round_trip():
    sections = {"": {"a": "'x'", "b": '"y"', "c": 'say "hi" # now'}}
    assert parse(dump(sections)) == sections
