import csv
import io
import random

import pytest

from csv_lite import CsvError, columns, guess_delimiter, parse, to_records, write, write_field

PIECES = ["a", "b", ",", '"', "\n", "\r\n", " ", ";", "", "'", "\r"]


def table(seed):
    rng = random.Random(seed)
    return [
        ["".join(rng.choice(PIECES) for _ in range(rng.randint(0, 4))) for _ in range(rng.randint(1, 4))]
        for _ in range(rng.randint(0, 5))
    ]


@pytest.mark.parametrize("seed", range(80))
def test_round_trips_with_us_and_with_the_standard_library(seed):
    rows = table(seed)
    for delimiter in ",;\t":
        assert parse(write(rows, delimiter), delimiter) == rows
        assert parse(write(rows, delimiter, "\n"), delimiter) == rows
        assert list(csv.reader(io.StringIO(write(rows, delimiter), newline=""), delimiter=delimiter)) == rows
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    assert parse(out.getvalue()) == rows
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    assert parse("\ufeff" + out.getvalue()) == rows


@pytest.mark.parametrize("text, rows", [
    ("a\rb", [["a"], ["b"]]),
    ("\n", [[""]]),
    ("\n\n", [[""], [""]]),
    (",", [["", ""]]),
    ('""', [[""]]),
    ('"",""\n', [["", ""]]),
    ('a"b"c', [['a"b"c']]),
    ('""""', [['"']]),
    ('"a"b', [["ab"]]),
    ('"" ""', [[' ""']]),
    ("a\r\n\r\nb", [["a"], [""], ["b"]]),
    ('"\r\n"', [["\r\n"]]),
])
def test_odd_texts(text, rows):
    assert parse(text) == rows


@pytest.mark.parametrize("text", ['"', '"""', 'a,"b', '"a\n\n'])
def test_open_quotes(text):
    with pytest.raises(CsvError):
        parse(text)


def test_other_quotes():
    assert parse("'a,b','it''s'", quote="'") == [["a,b", "it's"]]
    assert write_field("it's", quote="'") == "'it''s'"
    assert write_field(None) == "" and write_field(0) == "0" and write_field(" ") == '" "'


def test_records_of_all_lengths():
    rows = [["a", "b", "c"], ["1", "2", "3"], ["1"], [""], ["1", "2"], [], ["1", "2", "3", "4"]]
    assert to_records(rows, "more", 0) == [
        {"a": "1", "b": "2", "c": "3"},
        {"a": "1", "b": 0, "c": 0},
        {"a": "1", "b": "2", "c": 0},
        {"a": 0, "b": 0, "c": 0},
        {"a": "1", "b": "2", "c": "3", "more": ["4"]},
    ]
    with pytest.raises(CsvError):
        to_records(rows)
    assert to_records([["a"]]) == []
    assert to_records([["a"], ["x"]]) == [{"a": "x"}]


@pytest.mark.parametrize("text, expected", [
    ("a,b;c\nd,e;f", ","), ("a;b;c,d\ne;f;g,h", ";"), ("a|b\n\nc|d\n", "|"), ("", ","), ("a\nb", ","),
    ("a;b\nc", ","), ('"a;b";c\n"d";e', ";"), ("a,b\nc;d", ","),
])
def test_guesses(text, expected):
    assert guess_delimiter(text) == expected


def test_columns_of_all_lengths():
    assert columns([[1], [2, 3], [], [4, 5, 6]]) == [[1, 2, None, 4], [None, 3, None, 5], [None, None, None, 6]]
    assert columns([[], []]) == []
