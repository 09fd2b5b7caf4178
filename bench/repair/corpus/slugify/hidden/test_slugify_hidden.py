import random
import string

import pytest

from slugify import is_slug, slugify, truncate, unique_slug


def words_of(text, lowercase=True):
    words = [""]
    for character in text:
        if character in string.ascii_letters + string.digits:
            words[-1] += character.lower() if lowercase else character
        elif words[-1]:
            words.append("")
    return [word for word in words if word]


@pytest.mark.parametrize("seed", range(150))
def test_plain_texts(seed):
    made = random.Random(seed)
    text = "".join(made.choice("abcXYZ019 -_.,!?") for _ in range(made.randrange(20)))
    text = text.replace(",", " ") if seed % 2 else text.replace(",", "")
    for separator in ("-", "_", ".", "", "--"):
        assert slugify(text, separator) == separator.join(words_of(text))
        assert slugify(text, separator, lowercase=False) == separator.join(words_of(text, lowercase=False))
    slug = slugify(text)
    assert slugify(slug) == slug
    assert slug == "" or is_slug(slug)


LETTERS = {"á": "a", "È": "e", "ñ": "n", "ç": "c", "Ž": "z", "ő": "o", "ä": "ae", "Ö": "oe", "ü": "ue", "Ü": "ue", "ß": "ss", "Ø": "o", "æ": "ae", "Æ": "ae", "Ł": "l", "Đ": "d", "Þ": "th", "½": "12", "ﬁ": "fi", "影": ""}


@pytest.mark.parametrize("letter", LETTERS)
def test_letters(letter):
    assert slugify(letter) == LETTERS[letter]
    assert slugify(f"x{letter}y") == f"x{LETTERS[letter]}y"
    expected = LETTERS[letter].capitalize() if letter.isupper() else LETTERS[letter]
    assert slugify(letter, lowercase=False) == expected


def test_composed_and_not():
    assert slugify("U\u0308ber") == "ueber"
    assert slugify("e\u0301te\u0301") == "ete"
    assert slugify("E\u0301", allow_unicode=True) == "é"


def test_quotes_entities_commas():
    assert slugify("it's 'so' ’n’") == "it-s-so-n"
    assert slugify("a &lt; b &#x41; &nope;") == "a-b-a-nope"
    assert slugify("1,2 3, 4 a,b 1,000,000") == "12-3-4-a-b-1000000"
    assert slugify(None) == "none"


def test_options_together():
    assert slugify("AND the And", stopwords=("And",), lowercase=False) == "AND-the"
    assert slugify("AND the And", stopwords=("And",)) == "the"
    assert slugify("a|b", replacements=[("|", "+"), ("+", " plus ")]) == "a-plus-b"
    assert slugify("ä", replacements=[("ä", "a")]) == "a"
    assert slugify("a_b Ünï", "_", allow_unicode=True) == "a_b_ünï"
    assert slugify("one two three four", stopwords=["two"], max_length=9, whole_words=True) == "one-three"


@pytest.mark.parametrize("seed", range(150))
def test_truncation(seed):
    made = random.Random(seed)
    separator = made.choice(["-", "_", "--"])
    words = ["".join(made.choice("ab") for _ in range(made.randrange(1, 6))) for _ in range(made.randrange(1, 6))]
    slug = separator.join(words)
    for length in range(-1, len(slug) + 2):
        for order in (True, False):
            if length <= 0 or length >= len(slug):
                assert truncate(slug, length, separator, True, order) == slug
                assert truncate(slug, length, separator) == slug
                continue
            kept = []
            for word in words:
                if len(separator.join([*kept, word])) <= length:
                    kept.append(word)
                elif order:
                    break
            assert truncate(slug, length, separator, True, order) == (separator.join(kept) or slug[:length])
        cut = truncate(slug, length, separator)
        assert len(cut) <= max(length, 0) or length <= 0
        assert slug.startswith(cut) and not cut.endswith(separator[0])


@pytest.mark.parametrize("max_length", [0, 6, 8, 20])
def test_many_of_the_same_name(max_length):
    taken = set()
    for count in range(1, 15):
        slug = unique_slug("My own page", taken, max_length=max_length)
        assert slug not in taken
        assert max_length == 0 or len(slug) <= max_length
        assert is_slug(slug)
        if count > 1:
            assert slug.endswith(f"-{count}")
        taken.add(slug)
    assert unique_slug("a b", {"a_b", "a_b_3"}, "_") == "a_b_2"


@pytest.mark.parametrize("text", ["", "-", "a-", "-a", "a--b", "A", "ä", "a b", "a_b", "a.b", "a\n"])
def test_no_slugs(text):
    assert not is_slug(text)


def test_slugs_of_other_separators():
    assert is_slug("a_b", "_")
    assert not is_slug("a-b", "_")
