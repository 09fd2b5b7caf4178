import pytest

from csv_lite import CsvError, columns, guess_delimiter, parse, to_records, write, write_field


def test_rows():
    assert parse("a,b\n1,2\n") == [["a", "b"], ["1", "2"]]
    assert parse("a,b\r\n1,2") == [["a", "b"], ["1", "2"]]
    assert parse("") == []


def test_empty_fields():
    assert parse("a,,c\n,\n") == [["a", "", "c"], ["", ""]]
    assert parse("a,") == [["a", ""]]
    assert parse('x\n""') == [["x"], [""]]


def test_quotes():
    assert parse('"a,b",c') == [["a,b", "c"]]
    assert parse('"two\nlines",x\n') == [["two\nlines", "x"]]
    assert parse('"say ""hi""",""\n') == [['say "hi"', ""]]
    assert parse('5" disk,b') == [['5" disk', "b"]]


def test_open_quote():
    with pytest.raises(CsvError):
        parse('"a,b')


def test_byte_order_mark_and_delimiter():
    assert parse("\ufeffa;b", delimiter=";") == [["a", "b"]]


def test_records():
    rows = [["id", "name"], ["1", "Ann"], ["2"], [""]]
    assert to_records(rows, fill="?") == [{"id": "1", "name": "Ann"}, {"id": "2", "name": "?"}]
    assert to_records([]) == []


def test_records_with_more_fields():
    rows = [["id"], ["1", "x", "y"]]
    assert to_records(rows, restkey="rest") == [{"id": "1", "rest": ["x", "y"]}]
    with pytest.raises(CsvError):
        to_records(rows)


def test_write():
    assert write([["a", 1, None], ['say "hi"', "x,y", "two\nlines"]]) == 'a,1,\r\n"say ""hi""","x,y","two\nlines"\r\n'
    assert write([[0, False]], line_end="\n") == "0,False\n"
    assert write([[""]]) == '""\r\n'
    assert write_field(" padded ") == '" padded "'
    assert write([["a,b", "c"]], delimiter=";", line_end="") == "a,b;c"


def test_guess_delimiter():
    assert guess_delimiter("a;b;c\n1,5;2;3\n") == ";"
    assert guess_delimiter("a\tb\n1\t2") == "\t"
    assert guess_delimiter('x,"a;b"\ny,"c"') == ","
    assert guess_delimiter("plain") == ","


def test_columns():
    assert columns([["a", "b"], ["1"]]) == [["a", "1"], ["b", None]]
    assert columns([]) == []
