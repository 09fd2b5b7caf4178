import pytest

from ini_lite import Config, IniError, dump, parse, strip_comment

SAMPLE = """
top = 1
; a comment
[Server]
Host = example.org   ; where
port=8080
password = a#b;c
motto = "one ; two"

[paths]
root = /srv
data = ${root}/data
log = ${Server:host}.log
"""


@pytest.fixture
def config():
    return Config(parse(SAMPLE), {"timeout": "30"})


def test_parse():
    sections = parse(SAMPLE)
    assert list(sections) == ["", "Server", "paths"]
    assert sections[""] == {"top": "1"}
    assert sections["Server"] == {
        "host": "example.org",
        "port": "8080",
        "password": "a#b;c",
        "motto": "one ; two",
    }


def test_values_may_have_an_equals_sign():
    assert parse("url = http://x/?a=b")[""]["url"] == "http://x/?a=b"


def test_values_go_on_in_lines_that_are_indented():
    assert parse("list = a\n  b\n  c\nnext = d")[""] == {"list": "a\nb\nc", "next": "d"}


def test_a_section_that_comes_again_goes_on():
    assert parse("[a]\nx = 1\n[b]\ny = 2\n[a]\nz = 3")["a"] == {"x": "1", "z": "3"}


def test_an_indented_line_after_a_section_is_a_value_of_its_own():
    assert parse("k = 1\n[a]\n  x = 2") == {"": {"k": "1"}, "a": {"x": "2"}}


@pytest.mark.parametrize("text, line", [("[a", 1), ("a = 1\n\nb", 3), ("= 5", 1)])
def test_errors_name_the_line(text, line):
    with pytest.raises(IniError) as caught:
        parse(text)
    assert caught.value.line == line


def test_comments():
    assert strip_comment("# all of it") == ""
    assert strip_comment("a 'b # c' # d") == "a 'b # c'"


def test_get(config):
    assert config.get("Server", "HOST") == "example.org"
    assert config.get("Server", "timeout") == "30"
    assert config.get("Server", "none") is None
    assert config.get("nowhere", "none", "x") == "x"


def test_names_are_filled_in(config):
    assert config.get("paths", "data") == "/srv/data"
    assert config.get("paths", "log") == "example.org.log"


def test_names_in_a_circle():
    config = Config(parse("a = ${b}\nb = ${a}"))
    with pytest.raises(ValueError):
        config.get("", "a")


def test_kinds():
    config = Config(parse("on = Yes\noff = off\nbad = maybe\nnumber = 12"))
    assert config.get_bool("", "on") is True
    assert config.get_bool("", "off") is False
    assert config.get_bool("", "none", True) is True
    assert config.get_int("", "number") == 12
    assert config.get_int("", "none", 0) == 0
    with pytest.raises(ValueError):
        config.get_bool("", "bad")


def test_dump_reads_back():
    sections = {"": {"a": "1"}, "s": {"b": "two\nlines", "c": "x # y", "d": " padded "}}
    assert dump(sections) == 'a = 1\n\n[s]\nb = two\n    lines\nc = "x # y"\nd = " padded "\n'
    assert parse(dump(sections)) == sections
