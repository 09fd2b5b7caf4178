import itertools

import pytest

from pluralize import article, count_noun, join_words, ordinal, pluralize, singularize

PAIRS = """
cat cats|dog dogs|table tables|house houses|horse horses|box boxes|fox foxes|tax taxes|church churches|match matches|dish dishes|brush brushes
class classes|boss bosses|buzz buzzes|city cities|party parties|day days|boy boys|key keys|query queries|colloquy colloquies|wife wives|life lives|knife knives
half halves|shelf shelves|wolf wolves|scarf scarves|roof roofs|cliff cliffs|tomato tomatoes|potato potatoes|hero heroes|echo echoes
status statuses|alias aliases|bus buses|virus viruses|campus campuses|quiz quizzes|shoe shoes|movie movies|cookie cookies|datum data|medium media
index indices|vertex vertices|matrix matrices|appendix appendices|analysis analyses|basis bases|crisis crises|diagnosis diagnoses|thesis theses
person people|child children|man men|mouse mice|goose geese|tooth teeth|foot feet|ox oxen
grandchild grandchildren|salesperson salespeople|mongoose mongeese|eyetooth eyeteeth|dormouse dormice|human humans|german germans
""".strip().replace("\n", "|").split("|")


@pytest.mark.parametrize("pair", PAIRS)
def test_both_ways(pair):
    one, many = pair.split()
    for change in (str, str.upper, str.capitalize):
        assert pluralize(change(one)) == change(many)
        assert singularize(change(many)) == change(one)
        for before in ("big ", "a b-", "x_", "7 "):
            assert pluralize(before + change(one)) == before + change(many)
            assert singularize(before + change(many)) == before + change(one)
    assert count_noun(2, one) == f"2 {many}"
    assert count_noun(1, one) == f"1 {one}"


@pytest.mark.parametrize("word", "sheep fish series species money rice information equipment news".split())
def test_uncountable(word):
    for text in (word, word.upper(), word.capitalize(), f"much {word}"):
        assert pluralize(text) == text
        assert singularize(text) == text


@pytest.mark.parametrize("word", "people children men mice geese teeth feet oxen cats houses".split())
def test_many_stay_many(word):
    assert pluralize(word) == word
    assert pluralize(word.upper()) == word.upper()


@pytest.mark.parametrize("word", "person child man mouse goose tooth foot ox status bus virus class boss".split())
def test_one_stays_one(word):
    assert singularize(word) == word


def test_no_words():
    for text in ("", "12", "box 3", "?", "  "):
        assert pluralize(text) == text
        assert singularize(text) == text
    assert pluralize("a\nbox") == "a\nboxes"
    assert pluralize("x") == "xes"
    assert pluralize("I") == "Is"


def test_counts():
    for count in (-2, -1, 0, 1, 2, 10, 1.5, 999, 12345):
        assert count_noun(count, "ox") == f"{count:,} {'ox' if count in (1, -1) else 'oxen'}"


def test_ordinals():
    for number in range(-250, 1250):
        digits = str(abs(number)).zfill(2)
        ending = "th" if digits[-2] == "1" else {"1": "st", "2": "nd", "3": "rd"}.get(digits[-1], "th")
        assert ordinal(number) == f"{number}{ending}"


def test_joins():
    for size, conjunction in itertools.product(range(7), ("and", "or")):
        words = [f"w{n}" for n in range(size)]
        text = join_words(iter(words), conjunction)
        if size >= 3:
            assert text == ", ".join([*words[:-1], f"{conjunction} {words[-1]}"])
        elif size == 2:
            assert text == f"w0 {conjunction} w1"
        else:
            assert text == "".join(words)


@pytest.mark.parametrize("word", "apple egg ice owl umbrella Apple hour honest honor heir heiress unimportant uninteresting ugly onerous".split())
def test_an(word):
    assert article(word) == f"an {word}"


@pytest.mark.parametrize("word", "cat yard university unit union user useful usual European euro one once Unit one-off x 8".split())
def test_a(word):
    assert article(word) == f"a {word}"
