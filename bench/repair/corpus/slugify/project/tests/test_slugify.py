import pytest

from slugify import is_slug, slugify, truncate, unique_slug


def test_words():
    assert slugify("Hello, World!") == "hello-world"
    assert slugify("  This -- is a ## test ---") == "this-is-a-test"
    assert slugify("snake_case_name") == "snake-case-name"
    assert slugify("") == ""
    assert slugify("!?") == ""


def test_accents():
    assert slugify("C'est déjà l'été.") == "c-est-deja-l-ete"
    assert slugify("Nín hǎo") == "nin-hao"
    assert slugify("Łódź") == "lodz"


def test_special_letters():
    assert slugify("Über Straßen") == "ueber-strassen"
    assert slugify("ÜBER Öl", lowercase=False) == "UeBER-Oel"
    assert slugify("smørrebrød") == "smorrebrod"


def test_entities_and_numbers():
    assert slugify("foo &amp; bar &#381;") == "foo-bar-z"
    assert slugify("1,000 reasons, 2 cats") == "1000-reasons-2-cats"
    assert slugify(12.5) == "12-5"


def test_case():
    assert slugify("Thing One", lowercase=False) == "Thing-One"


def test_separator():
    assert slugify("a b c", "_") == "a_b_c"
    assert slugify("a b c", "") == "abc"
    assert slugify("a.b c", ".") == "a.b.c"


def test_stopwords():
    assert slugify("The quick brown fox and the dog", stopwords=["the", "and"]) == "quick-brown-fox-dog"
    assert slugify("The Fox", stopwords=["THE"]) == "fox"
    assert slugify("The Fox", stopwords=["the"], lowercase=False) == "The-Fox"
    assert slugify("thesis", stopwords=["the"]) == "thesis"


def test_replacements():
    assert slugify("10 | 20 %", replacements=[("|", "or"), ("%", "percent")]) == "10-or-20-percent"


def test_unicode_may_stay():
    assert slugify("Été 影師嗎", allow_unicode=True) == "été-影師嗎"


def test_max_length():
    assert slugify("jaja lol mememeoo a", max_length=9) == "jaja-lol"
    assert slugify("jaja lol mememeoo a", max_length=10) == "jaja-lol-m"
    assert slugify("short", max_length=10) == "short"


def test_whole_words():
    text = "jaja lol mememeoo a"
    assert slugify(text, max_length=17, whole_words=True) == "jaja-lol-mememeoo"
    assert slugify(text, max_length=16, whole_words=True) == "jaja-lol"
    assert slugify(text, max_length=10, whole_words=True, keep_order=False) == "jaja-lol-a"
    assert slugify(text, max_length=3, whole_words=True) == "jaj"
    assert slugify("one two three", "", max_length=6, whole_words=False) == "onetwo"


def test_truncate():
    assert truncate("one--two", 4, "--") == "one"
    assert truncate("one--two--x", 8, "--", whole_words=True) == "one--two"
    assert truncate("abc", 0) == "abc"


def test_unique():
    assert unique_slug("Some Page", set()) == "some-page"
    assert unique_slug("Some Page", {"some-page"}) == "some-page-2"
    assert unique_slug("Some Page", {"some-page", "some-page-2"}) == "some-page-3"
    assert unique_slug("Some Page", {"some-pag"}, max_length=8) == "some-p-2"


@pytest.mark.parametrize("text, expected", [("a-b", True), ("a--b", False), ("-a", False), ("A", False), ("a_b", False), ("a1-2", True)])
def test_is_slug(text, expected):
    assert is_slug(text) is expected
