import random
from fractions import Fraction

import pytest

from parse_size import InvalidSize, format_size, parse_range, parse_size, total_size

POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}
NAMES = {"k": ("kilo", "kibi"), "m": ("mega", "mebi"), "g": ("giga", "gibi"), "t": ("tera", "tebi"), "p": ("peta", "pebi")}


def spellings(letter):
    decimal, binary = NAMES[letter]
    yield from ((name, False) for name in (letter, letter + "b", decimal + "byte", decimal + "bytes"))
    yield from ((name, True) for name in (letter + "i", letter + "ib", binary + "byte", binary + "bytes"))


@pytest.mark.parametrize("letter", "kmgtp")
def test_every_spelling(letter):
    for name, is_binary in spellings(letter):
        for number in ("1", "12", "1.5", "0.25", "007"):
            for unit in (name, name.upper(), name.title()):
                for prefer in (False, True):
                    base = 1024 if is_binary or prefer else 1000
                    expected = round(Fraction(number) * base ** POWERS[letter])
                    for text in (number + unit, f" {number}  {unit} ", f"+{number} {unit}"):
                        assert parse_size(text, binary=prefer) == expected
                    assert parse_size(f"-{number} {unit}", binary=prefer) == -expected


@pytest.mark.parametrize("seed", range(200))
def test_hundredths(seed):
    made = random.Random(seed)
    hundredths = made.randrange(1, 100000)
    text = f"{hundredths // 100}.{hundredths % 100:02d}"
    assert parse_size(text + " MB") == hundredths * 10**4
    assert parse_size(text + "GB") == hundredths * 10**7


@pytest.mark.parametrize("text", ["", " ", ".", "-", "KB", "5 XB", "5 KBB", "1 2", "1.2.3", "5 KiBs", "five", "1e3", "kilo", "5 kilo", "5 i", ",5", "- 5"])
def test_what_is_no_size(text):
    with pytest.raises(InvalidSize):
        parse_size(text)


def reference(size, binary, digits):
    base = 1024 if binary else 1000
    sign = "-" if size < 0 else ""
    size = abs(size)
    if size < base:
        return f"{sign}{size} byte{'' if size == 1 else 's'}"
    power = max(p for p in range(1, 6) if size >= base**p)
    text = f"{size / base**power:.{digits}f}"
    if float(text) >= base and power < 5:
        power += 1
        text = f"{1:.{digits}f}"
    if digits:
        whole, fraction = text.split(".")
        fraction = fraction.rstrip("0")
        text = whole + ("." + fraction if fraction else "")
    return f"{sign}{text} {'KMGTP'[power - 1]}{'iB' if binary else 'B'}"


@pytest.mark.parametrize("binary", [False, True])
@pytest.mark.parametrize("digits", [0, 1, 2, 3])
def test_format_is_as_the_reference(binary, digits):
    made = random.Random(digits)
    base = 1024 if binary else 1000
    sizes = [0, 1, 2, 10, 100, 999, 1000, 1023, 1024, 1025]
    for power in range(1, 7):
        sizes += [base**power + delta for delta in (-1, 0, 1)]
        sizes += [base**power - base ** (power - 1) // 2000, base**power * 100, base**power * 500]
    sizes += [made.randrange(10 ** made.randrange(1, 20)) for _ in range(400)]
    for size in sizes:
        assert format_size(size, binary, digits) == reference(size, binary, digits)
        assert format_size(-size, binary, digits) == reference(-size, binary, digits)


def test_there_and_back():
    for power in range(1, 6):
        for count in (1, 2, 10, 100, 250, 999):
            assert parse_size(format_size(count * 1000**power)) == count * 1000**power
            assert parse_size(format_size(count * 1024**power, binary=True)) == count * 1024**power


def test_ranges():
    for low, high in [(None, 5000), (1, None), (0, 0), (999, 1000)]:
        text = f"{'' if low is None else low} - {'' if high is None else high}"
        assert parse_range(text) == (low, high)
    assert parse_range("1 KB - 1 KiB") == (1000, 1024)
    assert parse_range("1K-1M", binary=True) == (1024, 1024**2)
    assert parse_range("7") == (7, 7)
    for bad in ("-", "", "2-1", "a-b", "1-2-3", "1 KiB - 1 KB"):
        with pytest.raises(InvalidSize):
            parse_range(bad)


def test_totals():
    assert total_size([]) == 0
    assert total_size(["1 KB # 5 MB", "#", "", "  ", "2"]) == 1002
    assert total_size(["1 KB", "1 KiB"], binary=True) == 2048
    with pytest.raises(InvalidSize):
        total_size(["1", "x"])
