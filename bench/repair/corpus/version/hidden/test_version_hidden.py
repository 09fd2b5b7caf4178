import itertools

import pytest

from version import Version, caret, newest, satisfies

CORES = ["0.0.0", "0.0.3", "0.0.4", "0.2.3", "0.3.0", "1.0.0", "1.2.3", "1.2.10", "1.3.0", "2.0.0", "10.0.0"]
PRES = ["-0", "-1", "-2", "-10", "-10.a", "-a", "-a.1", "-a.2", "-a.10", "-a.b", "-b", ""]
ALL = [core + pre for core in CORES for pre in PRES]


def v(text):
    return Version.parse(text)


def test_total_order():
    assert [str(each) for each in sorted(map(v, reversed(ALL)))] == ALL
    for (i, a), (j, b) in itertools.product(enumerate(ALL), repeat=2):
        assert (v(a) < v(b)) == (i < j) and (v(a) == v(b)) == (i == j)
        assert (v(a) >= v(b)) == (i >= j) and (v(a) > v(b)) == (i > j)


@pytest.mark.parametrize("text", ALL)
def test_round_trip(text):
    assert str(v(text)) == text and str(v(text + "+b.1")) == text + "+b.1"
    assert v(text) == v(text + "+x") and hash(v(text)) == hash(v(text + "+x"))


def expected(version, sign, base):
    a, b = v(version), v(base)
    same = (a.major, a.minor, a.patch) == (b.major, b.minor, b.patch)
    if a.pre and not (b.pre and same):
        return False
    i, j = ALL.index(version), ALL.index(base)
    if sign in ("^", "~") and i < j:
        return False
    if sign == "~":
        return (a.major, a.minor) == (b.major, b.minor)
    if sign == "^":
        if b.major:
            return a.major == b.major
        if b.minor:
            return (a.major, a.minor) == (0, b.minor)
        return same
    return {"": i == j, "=": i == j, ">": i > j, ">=": i >= j, "<": i < j, "<=": i <= j}[sign]


@pytest.mark.parametrize("sign", ["", "=", ">", ">=", "<", "<=", "^", "~"])
def test_conditions(sign):
    for version, base in itertools.product(ALL[::2] + ALL[11::12], ALL[1::3] + ALL[11::12]):
        assert satisfies(v(version), sign + base) == expected(version, sign, base), (version, sign + base)


def test_alternatives_and_stars():
    assert satisfies(v("1.2.3"), "<1.0.0 || >=1.2.0 <1.3.0")
    assert not satisfies(v("1.3.0"), "<1.0.0 || >=1.2.0 <1.3.0")
    assert satisfies(v("0.2.3"), "<1.0.0 || >=1.2.0 <1.3.0")
    assert satisfies(v("0.0.0"), "*") and not satisfies(v("1.0.0-0"), "*")
    with pytest.raises(ValueError):
        satisfies(v("1.0.0"), ">=1.0")


@pytest.mark.parametrize("start, part, end", [
    ("1.2.3-a", "major", "2.0.0"), ("1.9.9-a", "minor", "1.10.0"), ("0.0.0", "patch", "0.0.1"), ("1.0.0-0", "patch", "1.0.0"),
    ("1.0.0-a.9", "pre", "1.0.0-a.10"), ("1.0.0-0", "pre", "1.0.0-1"), ("1.0.0-a.b", "pre", "1.0.0-a.b.0"), ("1.2.3+x", "patch", "1.2.4"), ("1.2.3-a+x", "pre", "1.2.3-a.0"),
])
def test_bumps(start, part, end):
    assert str(v(start).bump(part)) == end
    assert v(start).bump(part) > v(start)


def test_unknown_part_and_caret():
    with pytest.raises(ValueError):
        v("1.0.0").bump("Major")
    assert [str(caret(v(t))) for t in ("1.2.3", "0.2.3", "0.0.3", "0.0.0")] == ["2.0.0", "0.3.0", "0.0.4", "0.0.1"]


@pytest.mark.parametrize("text", ["1.2.3 x", "1", "v", "1.2.x", "1.-2.3", "1.2.3+", "1.2.3-a_b"])
def test_bad(text):
    with pytest.raises(ValueError):
        v(text)


def test_newest_of_many():
    assert newest(reversed(ALL), "*") == "10.0.0"
    assert newest(ALL, "~1.2.3") == "1.2.10"
    assert newest(ALL, ">=2.0.0-a <2.0.0-b") == "2.0.0-a.b"
    assert newest([], "*") is None
