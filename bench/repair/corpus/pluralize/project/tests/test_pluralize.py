import pytest

from pluralize import article, count_noun, join_words, ordinal, pluralize, singularize

PAIRS = [
    ("cat", "cats"),
    ("box", "boxes"),
    ("church", "churches"),
    ("dish", "dishes"),
    ("class", "classes"),
    ("city", "cities"),
    ("day", "days"),
    ("query", "queries"),
    ("wife", "wives"),
    ("half", "halves"),
    ("tomato", "tomatoes"),
    ("status", "statuses"),
    ("bus", "buses"),
    ("quiz", "quizzes"),
    ("shoe", "shoes"),
    ("movie", "movies"),
    ("datum", "data"),
]


@pytest.mark.parametrize("one, many", PAIRS)
def test_regular(one, many):
    assert pluralize(one) == many
    assert singularize(many) == one


@pytest.mark.parametrize("one, many", [("index", "indices"), ("vertex", "vertices"), ("matrix", "matrices"), ("analysis", "analyses")])
def test_from_other_languages(one, many):
    assert pluralize(one) == many
    assert singularize(many) == one


@pytest.mark.parametrize("one, many", [("person", "people"), ("child", "children"), ("man", "men"), ("mouse", "mice"), ("ox", "oxen")])
def test_irregular(one, many):
    assert pluralize(one) == many
    assert singularize(many) == one


def test_irregular_ends():
    assert pluralize("grandchild") == "grandchildren"
    assert singularize("salespeople") == "salesperson"
    assert pluralize("human") == "humans"
    assert pluralize("fox") == "foxes"


def test_already_many():
    assert pluralize("people") == "people"
    assert pluralize("cats") == "cats"
    assert singularize("status") == "status"
    assert singularize("class") == "class"


@pytest.mark.parametrize("word", ["sheep", "series", "news", "information"])
def test_uncountable(word):
    assert pluralize(word) == word
    assert singularize(word) == word


def test_case_is_kept():
    assert pluralize("City") == "Cities"
    assert pluralize("BOX") == "BOXES"
    assert pluralize("Person") == "People"
    assert singularize("Mice") == "Mouse"


def test_the_last_word_counts():
    assert pluralize("blue box") == "blue boxes"
    assert pluralize("Big Box") == "Big Boxes"
    assert pluralize("white sheep") == "white sheep"
    assert pluralize("user_status") == "user_statuses"
    assert singularize("old wives") == "old wife"


def test_count():
    assert count_noun(1, "box") == "1 box"
    assert count_noun(2, "box") == "2 boxes"
    assert count_noun(0, "child") == "0 children"
    assert count_noun(-1, "day") == "-1 day"
    assert count_noun(1200, "file") == "1,200 files"


@pytest.mark.parametrize("number, text", [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"), (112, "112th"), (0, "0th"), (-3, "-3rd")])
def test_ordinal(number, text):
    assert ordinal(number) == text


def test_join():
    assert join_words([]) == ""
    assert join_words(["a"]) == "a"
    assert join_words(["a", "b"]) == "a and b"
    assert join_words(["a", "b", "c"], "or") == "a, b, or c"


@pytest.mark.parametrize("text", ["a cat", "an apple", "an hour", "a university", "a user", "an umbrella", "a one-off", "a euro", "an Egg", "an uninteresting book"])
def test_article(text):
    assert article(text.partition(" ")[2]) == text
