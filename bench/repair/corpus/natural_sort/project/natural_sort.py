"""Orders texts as people do: numbers within them count by their value."""
import re
from pathlib import PurePosixPath

UNSIGNED = re.compile(r"(\d+)")
SIGNED = re.compile(r"((?:(?<=\s)|^)[+-]?\d+|\d+)")


def _parts(text, ignore_case, signed):
    """Numbers as (0, value) and what is between them as (1, text), so that the two are never compared."""
    if ignore_case:
        text = text.casefold()
    parts = []
    for index, part in enumerate((SIGNED if signed else UNSIGNED).split(text)):
        if part == "":
            continue
        parts.append((0, int(part)) if index % 2 == 1 else (1, part))
    return tuple(parts)


def natural_key(value, *, ignore_case=False, signed=False):
    """A key for sorting: None first, then numbers and texts, then lists, which are compared item by item."""
    if value is None:
        return (0, ())
    if isinstance(value, (int, float)):
        return (1, ((0, float("-inf") if value != value else value),))
    if isinstance(value, (list, tuple)):
        return (2, tuple(natural_key(item, ignore_case=ignore_case, signed=signed) for item in value))
    return (1, _parts(value, ignore_case, signed))


def path_key(path, **options):
    """Compares paths folder by folder, and the name of a file before its extension."""
    path = PurePosixPath(path)
    *folders, name = path.parts or ("",)
    stem = name[: len(name) - len(path.suffix)]
    return tuple(natural_key(part, **options) for part in (*folders, stem, path.suffix))


def natural_sorted(items, key=None, reverse=False, **options):
    """A sorted list; those that count the same stay in their order."""
    return sorted(items, key=lambda item: natural_key(item if key is None else key(item), **options), reverse=reverse)


def natural_index(items, key=None, reverse=False, **options):
    """The places of the items in the order of their sorted list."""
    items = list(items)
    chosen = items if key is None else [key(item) for item in items]
    return sorted(range(len(items)), key=lambda place: natural_key(chosen[place], **options), reverse=reverse)


def order_by_index(items, index):
    """Another list in the order that `natural_index` gave."""
    return [items[place] for place in index]


def natural_compare(a, b, **options):
    """-1, 0 or 1."""
    first, second = natural_key(a, **options), natural_key(b, **options)
    return (first > second) - (first < second)


def group_ranges(names):
    """Names that count up in a row as (first, last), in natural order: img1, img2, img3 and img7 give two pairs."""
    groups = []
    for name in natural_sorted(names):
        match = re.fullmatch(r"(.*?)(\d+)", name)
        prefix, number = (match[1], int(match[2])) if match else (name, None)
        last = groups[-1] if groups else None
        if last and number is not None and last[2] == prefix and last[3] == number - 1:
            groups[-1] = (last[0], name, prefix, number)
        else:
            groups.append((name, name, prefix, number))
    return [(first, last) for first, last, _, _ in groups]
