"""Numbers, sizes, times and lists as people read them."""

SIZE_UNITS = ("B", "kB", "MB", "GB", "TB")
BINARY_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")
POWERS = ("thousand", "million", "billion", "trillion")


def natural_size(size, binary=False):
    """`1.5 MB`; a value that rounds up to the next unit is written in that."""
    base = 1024 if binary else 1000
    units = BINARY_UNITS if binary else SIZE_UNITS
    value = float(abs(size))
    sign = "-" if size < 0 else ""
    index = 0
    while index < len(units) - 1 and round(value, 1) >= base:
        value /= base
        index += 1
    if index == 0:
        return f"{sign}{int(value)} B"
    return f"{sign}{value:.1f} {units[index]}"


def int_comma(number):
    """`1,234,567.8`"""
    text = str(number)
    sign = ""
    if text.startswith("-"):
        sign, text = "-", text[1:]
    whole, point, fraction = text.partition(".")
    groups = []
    while len(whole) > 3:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    groups.insert(0, whole)
    return sign + ",".join(groups) + point + fraction


def int_word(number):
    """`1.2 million`"""
    sign = "-" if number < 0 else ""
    size = abs(number)
    if size < 1000:
        return str(number)
    for index, name in enumerate(POWERS):
        scaled = size / 1000 ** (index + 1)
        if round(scaled, 1) < 1000 or index == len(POWERS) - 1:
            return f"{sign}{scaled:.1f} {name}"
    return str(number)


def ordinal(number):
    """`1st`, `2nd`, `11th`"""
    if abs(number) % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(abs(number) % 10, 'th') }"


def plural(count, one, many=None):
    return f"{count} {one if count == 1 else many or one + 's'}"


def natural_time(seconds):
    """How long ago it was; of a negative number, in how long it will be."""
    future = seconds < 0
    size = abs(int(seconds))
    if size < 10:
        return "just now"
    for limit, unit, name in ((60, 1, "second"), (3600, 60, "minute"), (86400, 3600, "hour"), (86400 * 30, 86400, "day"), (86400 * 365, 86400 * 30, "month")):
        if size < limit:
            amount = plural(size // unit, name)
            break
    else:
        amount = plural(size // (86400 * 365), "year")
    return f"in {amount}" if future else f"{amount} ago"


def duration(seconds, parts=2):
    """`1 hour and 2 minutes`: the largest parts that are not zero."""
    left = int(seconds)
    found = []
    for unit, name in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        count, left = divmod(left, unit)
        if count:
            found.append(plural(count, name))
    if not found:
        return "0 seconds"
    return join_list(found[:parts])


def join_list(items, word="and"):
    """`a, b and c`"""
    items = [str(item) for item in items]
    if not items:
        return ""
    if len(items) == 1:
        return items[0]
    return ", ".join(items[:-1]) + f" {word} " + items[-1]


def truncate(text, length, end="…"):
    """At most `length` characters, the end mark included."""
    if len(text) <= length:
        return text
    if length <= len(end):
        return end[:length]
    return text[: length - len(end)].rstrip() + end
