import itertools
import operator

import pytest

from match_filter import look_up, matches, parse_duration, parse_size, split_conditions


@pytest.mark.parametrize("text, value", [
    ("0", 0), ("1k", 1000), ("1K", 1000), ("1kb", 1000), ("1KiB", 1024), ("1ki", 1024), ("2.5m", 2_500_000), ("1MiB", 1 << 20), ("1g", 10**9), ("3 GiB", 3 << 30),
    ("1b", 1), ("", None), ("k", None), ("1.", None), ("1kk", None), ("-1", None), ("1:30", None), (" 7 ", 7),
])
def test_sizes(text, value):
    assert parse_size(text) == value


@pytest.mark.parametrize("text, value", [
    ("0", 0), ("90", 90), ("1.5", 1.5), ("0:05", 5), ("59:59", 3599), ("1:00:00", 3600), ("10:00:01.5", 36001.5), ("100:00:00", 360000), ("1h", 3600), ("1H30M", 5400), ("45s", 45),
    ("1m 1.5s", 61.5), ("2h 5s", 7205), (" 1:00 ", 60), ("1:2:3:4", None), (":30", None), ("h", None), ("1x", None), ("100:00", None), ("   ", None),
])
def test_durations(text, value):
    assert parse_duration(text) == value


OPERATORS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "!=": operator.ne}


@pytest.mark.parametrize("op", OPERATORS)
def test_numbers(op):
    for actual, (text, wanted) in itertools.product([0, 1, 59, 60, 61, 1000, 1024, 0.5], [("0", 0), ("60", 60), ("1:00", 60), ("1k", 1000), ("1KiB", 1024), ("1m 0s", 60)]):
        assert matches([f"n {op} {text}"], {"n": actual}) == OPERATORS[op](actual, wanted)
        assert matches([f"n{op}?{text}"], {"n": actual}) == OPERATORS[op](actual, wanted)
        assert matches([f"n {op}? {text}"], {}) is True
        assert matches([f"n {op} {text}"], {"n": None}) is False


def test_a_suffix_comes_before_a_duration():
    assert matches(["n = 2m"], {"n": 2_000_000}) and not matches(["n = 2m"], {"n": 120})


@pytest.mark.parametrize("condition, expected", [
    ("t ^= ab", True), ("t ^= b", False), ("t $= c", True), ("t $= b", False), ("t *= b", True), ("t *= x", False), ("t ~= ^a.c$", True), ("t ~= ^b", False),
    ("t = abc", True), ("t = 'abc'", True), ("t = \"abc", False), ("t != abc", False), ("t = ", False), ("n ^= 1", True), ("n *= 23", True), ("n $= 2", False), ("f = True", True), ("f != True", False), ("e = ''", True), ("l = [1]", True),
])
def test_texts(condition, expected):
    record = {"t": "abc", "n": 123, "f": True, "e": "", "l": [1]}
    assert matches([condition], record) is expected


@pytest.mark.parametrize("value, present", [(0, True), ("", True), ([], True), (0.0, True), (None, False), (False, False), (True, True), ("x", True)])
def test_presence(value, present):
    assert matches(["k"], {"k": value}) is present
    assert matches(["!k"], {"k": value}) is (not present)
    assert matches([" ! k "], {"k": value}) is (not present)
    assert matches(["a.k"], {"a": {"k": value}}) is present


def test_paths():
    record = {"a": [{"b": (1, [2])}], "0": "zero", "d": {"0": "x"}}
    assert look_up(record, "a.0.b.1.0") == 2
    assert look_up(record, "0") == "zero" and look_up(record, "d.0") == "x"
    assert [look_up(record, path) for path in ("a.1", "a.-1", "a.x", "a.0.c.d", "z", "a.0.b.2")] == [None] * 6


@pytest.mark.parametrize("text, parts", [
    ("", [""]), ("a", ["a"]), ("a&b", ["a", "b"]), (r"a\&b", ["a&b"]), ("'a&b'&c", ["'a&b'", "c"]), ("\"a'&b\"&c", ["\"a'&b\"", "c"]), (r"a\\&b", ["a\\", "b"]), (r"'a\'&b'", ["'a'&b'"]), ("&", ["", ""]),
])
def test_splitting(text, parts):
    assert split_conditions(text) == parts


def test_all_and_any():
    record = {"a": 1, "b": 2}
    for one, two in itertools.product([1, 9], repeat=2):
        assert matches([f"a = {one} & b = {2 * two}"], record) is (one == 1 and two == 1)
        assert matches([f"a = {one}", f"b = {2 * two}"], record) is (one == 1 or two == 1)
    assert matches(None, record) is True


@pytest.mark.parametrize("condition", ["", "5 > a", "a b", "a & ", "a >", "t > 5", "t <= 5", "A = 1", "!"])
def test_bad(condition):
    with pytest.raises(ValueError):
        matches([condition], {"a": 1, "t": "x"})
