"""Sizes in bytes as people write them: "5 MB", "1.5GiB", "12k"."""
import re

SYMBOLS = "KMGTP"
DECIMAL_WORDS = ("kilo", "mega", "giga", "tera", "peta")
BINARY_WORDS = ("kibi", "mebi", "gibi", "tebi", "pebi")


class InvalidSize(ValueError):
    """The text is not a size."""


def _read_units():
    """How units are written, in lower case, with what they count as: usually, and when binary is preferred."""
    units = {"": (1, 1), "b": (1, 1), "byte": (1, 1), "bytes": (1, 1)}
    for power, letter in enumerate(SYMBOLS.lower(), start=1):
        decimal, binary = 1000**power, 1024**power
        word, binary_word = DECIMAL_WORDS[power - 1], BINARY_WORDS[power - 1]
        for name in (letter, letter + "b", word + "byte", word + "bytes"):
            units[name] = (decimal, binary)
        for name in (letter + "i", letter + "ib", binary_word + "byte", binary_word + "bytes"):
            units[name] = (binary, binary)
    return units


UNITS = _read_units()
SIZE = re.compile(r"([+-]?)((?:\d[\d,_]*)?(?:\.\d+)?)\s*([a-z]*)", re.IGNORECASE)


def parse_size(text, binary=False):
    """The number of bytes. KB is 1000 of them, or 1024 with `binary`; KiB is always 1024."""
    match = SIZE.fullmatch(text.strip())
    if match is None or match[2] == "":
        raise InvalidSize(f"not a size: {text!r}")
    sign, digits, unit = match.groups()
    if unit.lower() not in UNITS:
        raise InvalidSize(f"unknown unit: {unit!r}")
    decimal_factor, binary_factor = UNITS[unit.lower()]
    number = float(digits.replace(",", "").replace("_", ""))
    size = round(number * (binary_factor if binary else decimal_factor))
    return -size if sign == "-" else size


def _shortest(number, digits):
    text = f"{number:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_size(size, binary=False, digits=2):
    """The size in the largest unit that gives at least 1, with no more digits than needed."""
    base = 1024 if binary else 1000
    if size < 0:
        return "-" + format_size(-size, binary, digits)
    if size < base:
        return f"{size} byte" if size == 1 else f"{size} bytes"
    power = 1
    while power < len(SYMBOLS) and size >= base ** (power + 1):
        power += 1
    text = _shortest(size / base**power, digits)
    if text == str(base) and power < len(SYMBOLS):
        power += 1
        text = "1"
    return f"{text} {SYMBOLS[power - 1]}{'iB' if binary else 'B'}"


def parse_range(text, binary=False):
    """Smallest and largest size of "1 KB-2 MB", "5 MB-", "-5 MB" or "5 MB"; None where it is open."""
    low, dash, high = text.partition("-")
    if dash == "":
        size = parse_size(text, binary)
        return size, size
    if low.strip() == "" and high.strip() == "":
        raise InvalidSize(f"not a range: {text!r}")
    first = parse_size(low, binary) if low.strip() else None
    last = parse_size(high, binary) if high.strip() else None
    if first is not None and last is not None and first > last:
        raise InvalidSize(f"the range is empty: {text!r}")
    return first, last


def total_size(texts, binary=False):
    """All of them together; empty texts and comments are left out."""
    return sum(parse_size(text.split("#")[0], binary) for text in texts if text.split("#")[0].strip())
