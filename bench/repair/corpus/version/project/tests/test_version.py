import pytest

from version import Version, newest, satisfies


def v(text):
    return Version.parse(text)


def test_parse_and_write():
    assert str(v("v1.2.3")) == "1.2.3"
    assert str(v("1.2.3-rc.1+build.5")) == "1.2.3-rc.1+build.5"
    assert v("1.0.0-alpha.1").pre == ("alpha", 1)


@pytest.mark.parametrize("text", ["1.2", "1.2.3.4", "", "a.b.c", "1.2.3-"])
def test_bad_versions(text):
    with pytest.raises(ValueError):
        v(text)


def test_order_of_the_specification():
    texts = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0"]
    assert [str(each) for each in sorted(map(v, reversed(texts)))] == texts


def test_numbers_are_compared_as_numbers():
    assert v("1.9.0") < v("1.10.0")
    assert v("2.0.0") > v("1.99.99")


def test_build_does_not_count():
    assert v("1.0.0+a") == v("1.0.0+b")


def test_bump():
    assert str(v("1.2.3").bump("major")) == "2.0.0"
    assert str(v("1.2.3").bump("minor")) == "1.3.0"
    assert str(v("1.2.3").bump("patch")) == "1.2.4"
    assert str(v("1.2.3-rc.1").bump("patch")) == "1.2.3"
    assert str(v("1.2.3-rc.1").bump("pre")) == "1.2.3-rc.2"
    assert str(v("1.2.3-rc").bump("pre")) == "1.2.3-rc.0"
    assert str(v("1.2.3").bump("pre")) == "1.2.4-0"


def test_caret():
    assert satisfies(v("1.9.9"), "^1.2.3")
    assert not satisfies(v("2.0.0"), "^1.2.3")
    assert not satisfies(v("1.2.2"), "^1.2.3")
    assert satisfies(v("0.2.9"), "^0.2.3")
    assert not satisfies(v("0.3.0"), "^0.2.3")
    assert not satisfies(v("0.0.4"), "^0.0.3")


def test_tilde_and_comparisons():
    assert satisfies(v("1.2.9"), "~1.2.3")
    assert not satisfies(v("1.3.0"), "~1.2.3")
    assert satisfies(v("1.5.0"), ">=1.2.0 <2.0.0")
    assert not satisfies(v("2.0.0"), ">=1.2.0 <2.0.0")
    assert satisfies(v("1.0.0"), "<=1.0.0")
    assert not satisfies(v("1.0.0"), ">1.0.0")
    assert satisfies(v("3.0.0"), "1.0.0 || 3.0.0")


def test_pre_releases_must_be_meant():
    assert not satisfies(v("1.3.0-beta"), "^1.2.3")
    assert satisfies(v("1.2.3-beta.4"), "^1.2.3-beta.2")
    assert not satisfies(v("1.2.4-beta.4"), "^1.2.3-beta.2")
    assert not satisfies(v("1.0.0-a"), "*")


def test_newest():
    versions = ["1.2.0", "1.10.0", "1.9.0", "2.0.0", "1.11.0-rc"]
    assert newest(versions, "^1.0.0") == "1.10.0"
    assert newest(versions, "^3.0.0") is None
