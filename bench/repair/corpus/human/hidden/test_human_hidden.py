import pytest

from human import duration, int_comma, int_word, join_list, natural_size, natural_time, ordinal, plural, truncate


@pytest.mark.parametrize("size, binary, text", [
    (0, False, "0 B"), (1, False, "1 B"), (999, False, "999 B"), (1000, False, "1.0 kB"), (1023, True, "1023 B"), (1024, True, "1.0 KiB"), (999_900, False, "999.9 kB"),
    (999_949, False, "999.9 kB"), (999_951, False, "1.0 MB"), (10**9, False, "1.0 GB"), (10**12, False, "1.0 TB"), (2 * 10**15, False, "2000.0 TB"), (-999_999, False, "-1.0 MB"), (-5, True, "-5 B"),
    (1024**3 * 1.5, True, "1.5 GiB"), (1024**4, True, "1.0 TiB"), (1024**2 * 1023.96, True, "1.0 GiB"), (1024**2 * 1000, True, "1000.0 MiB"),
])
def test_sizes(size, binary, text):
    assert natural_size(size, binary) == text


@pytest.mark.parametrize("number", [0, 1, 12, 123, 1234, 12345, 123456, 1234567, 10**9, 10**12 + 1, -1, -999, -1000, -1234567, 1234.5678, -0.5, -1000.25])
def test_commas(number):
    assert int_comma(number) == f"{number:,}"


@pytest.mark.parametrize("number, text", [
    (0, "0"), (999, "999"), (-999, "-999"), (1000, "1.0 thousand"), (999_949, "999.9 thousand"), (999_951, "1.0 million"), (10**6, "1.0 million"), (999_999_999_999, "1.0 trillion"),
    (10**12, "1.0 trillion"), (5 * 10**15, "5000.0 trillion"), (-999_999, "-1.0 million"), (1_550_000, "1.6 million"), (-1500, "-1.5 thousand"),
])
def test_words(number, text):
    assert int_word(number) == text


@pytest.mark.parametrize("number", range(-130, 131))
def test_ordinals(number):
    size = abs(number)
    ending = "th"
    if size // 10 % 10 != 1:
        ending = ["th", "st", "nd", "rd", "th", "th", "th", "th", "th", "th"][size % 10]
    assert ordinal(number) == f"{number}{ending}"


@pytest.mark.parametrize("seconds, text", [
    (0, "just now"), (9.9, "just now"), (10, "10 seconds ago"), (-10, "in 10 seconds"), (-9, "just now"), (119, "1 minute ago"), (120, "2 minutes ago"), (3599, "59 minutes ago"), (3600, "1 hour ago"),
    (86399, "23 hours ago"), (86400, "1 day ago"), (86400 * 29, "29 days ago"), (86400 * 30, "1 month ago"), (86400 * 60, "2 months ago"), (86400 * 364, "12 months ago"),
    (86400 * 365, "1 year ago"), (86400 * 730, "2 years ago"), (-60, "in 1 minute"), (-86400 * 400, "in 1 year"), (59.99, "59 seconds ago"),
])
def test_times(seconds, text):
    assert natural_time(seconds) == text


@pytest.mark.parametrize("seconds, parts, text", [
    (1, 2, "1 second"), (60, 2, "1 minute"), (61, 1, "1 minute"), (86400, 2, "1 day"), (86401, 2, "1 day and 1 second"), (180122, 3, "2 days, 2 hours and 2 minutes"), (0.5, 2, "0 seconds"), (59, 2, "59 seconds"), (7325, 9, "2 hours, 2 minutes and 5 seconds"),
])
def test_durations(seconds, parts, text):
    assert duration(seconds, parts) == text


def test_lists_and_plurals():
    assert join_list([1, 2]) == "1 and 2"
    assert join_list(iter("abcd")) == "a, b, c and d"
    assert join_list([""]) == ""
    assert [plural(n, "ox", "oxen") for n in (0, 1, 2, -1)] == ["0 oxen", "1 ox", "2 oxen", "-1 oxen"]


@pytest.mark.parametrize("length", range(0, 16))
def test_truncated_texts(length):
    text = "ab cd ef gh ij"
    for end in ("…", "...", ""):
        short = truncate(text, length, end)
        assert len(short) <= length
        if length >= len(text):
            assert short == text
        elif length <= len(end):
            assert short == end[:length]
        else:
            assert short == text[: length - len(end)].rstrip() + end
