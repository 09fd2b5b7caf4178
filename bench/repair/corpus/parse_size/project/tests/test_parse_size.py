import pytest

from parse_size import InvalidSize, format_size, parse_range, parse_size, total_size


def test_plain_numbers_are_bytes():
    assert parse_size("42") == 42
    assert parse_size(" 7 bytes ") == 7
    assert parse_size("1 byte") == 1
    assert parse_size("0b") == 0


@pytest.mark.parametrize(
    "text, size",
    [("1 KB", 1000), ("1.5 GB", 1_500_000_000), ("2k", 2000), ("5 megabytes", 5_000_000), ("3T", 3 * 10**12), (".5 mb", 500_000)],
)
def test_decimal_units(text, size):
    assert parse_size(text) == size


def test_binary_units_need_no_option():
    assert parse_size("1 KiB") == 1024
    assert parse_size("1.5 GiB") == 1610612736
    assert parse_size("2 mebibytes") == 2 * 1024**2


def test_binary_preferred():
    assert parse_size("1 KB", binary=True) == 1024
    assert parse_size("5 MiB", binary=True) == 5 * 1024**2


def test_case_does_not_matter():
    assert parse_size("1 kb") == parse_size("1 KB") == parse_size("1 Kb")
    assert parse_size("4 GIGABYTES") == 4 * 10**9


def test_fractions_give_whole_bytes():
    assert parse_size("2.3 GB") == 2_300_000_000
    assert parse_size("1.1 KB") == 1100
    assert parse_size("2.01 KB") == 2010


def test_separators_and_signs():
    assert parse_size("1,234,567") == 1234567
    assert parse_size("12_000 KB") == 12_000_000
    assert parse_size("-5 KB") == -5000
    assert parse_size("+5") == 5


@pytest.mark.parametrize("text", ["", "KB", "5 XB", "1 2", "5 KBs", "1..5"])
def test_what_is_no_size(text):
    with pytest.raises(InvalidSize):
        parse_size(text)


def test_format_small():
    assert format_size(0) == "0 bytes"
    assert format_size(1) == "1 byte"
    assert format_size(999) == "999 bytes"
    assert format_size(1000) == "1 KB"


def test_format():
    assert format_size(1500) == "1.5 KB"
    assert format_size(1_234_567) == "1.23 MB"
    assert format_size(1_000_000_000) == "1 GB"
    assert format_size(1_234_567, digits=0) == "1 MB"
    assert format_size(250_000) == "250 KB"
    assert format_size(250_000, digits=0) == "250 KB"


def test_format_binary():
    assert format_size(1000, binary=True) == "1000 bytes"
    assert format_size(1536, binary=True) == "1.5 KiB"
    assert format_size(5 * 1024**3, binary=True) == "5 GiB"


def test_format_at_the_end_of_a_unit():
    assert format_size(999_990) == "999.99 KB"
    assert format_size(999_999) == "1 MB"


def test_format_negative():
    assert format_size(-2500) == "-2.5 KB"


def test_ranges():
    assert parse_range("1 KB-2 MB") == (1000, 2_000_000)
    assert parse_range("5 KB-") == (5000, None)
    assert parse_range("- 5 KB") == (None, 5000)
    assert parse_range("3 KiB") == (3072, 3072)
    with pytest.raises(InvalidSize):
        parse_range("2 MB - 1 KB")
    with pytest.raises(InvalidSize):
        parse_range(" - ")


def test_total():
    assert total_size(["1 KB", "", "500  # half", "  # nothing"]) == 1500
