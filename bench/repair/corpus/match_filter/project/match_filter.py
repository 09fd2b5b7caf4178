"""Filters over records: `duration > 60 & title ~= news & !live`."""
import re

_SUFFIXES = {"": 1, "k": 1000, "ki": 1024, "m": 1000**2, "mi": 1024**2, "g": 1000**3, "gi": 1024**3}
_COMPARE = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}
_CONDITION = re.compile(r"^\s*(?P<key>[a-z_][\w.]*)\s*(?P<op><=|>=|!=|\^=|\$=|\*=|~=|<|>|=)(?P<optional>\?)?\s*(?P<value>.*?)\s*$")
_TEST = re.compile(r"^\s*(?P<op>!?)\s*(?P<key>[a-z_][\w.]*)\s*$")


def parse_size(text):
    """A number with a suffix, such as `10k` or `1.5GiB`; None when it is none."""
    match = re.match(r"^(\d+(?:\.\d+)?)\s*([kmg]i?)?b?$", text.strip(), re.IGNORECASE)
    if not match:
        return None
    return float(match.group(1)) * _SUFFIXES[(match.group(2) or "").lower()]


def parse_duration(text):
    """Seconds of `90`, `1:30`, `1:02:03` or `1h 2m 3s`; None when it is none of these."""
    text = text.strip()
    match = re.match(r"^(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d+)?)$", text)
    if match:
        hours, minutes, seconds = match.groups()
        return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)
    match = re.match(r"^(?:(\d+)\s*h)?\s*(?:(\d+)\s*m)?\s*(?:(\d+(?:\.\d+)?)\s*s)?$", text, re.IGNORECASE)
    if not match or not any(match.groups()):
        return None
    hours, minutes, seconds = match.groups()
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds or 0)


def look_up(record, path):
    """The value under a dotted path; None when a part of it is missing."""
    value = record
    for key in path.split("."):
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, (list, tuple)) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def _match_text(op, actual, wanted):
    if op == "^=":
        return actual.startswith(wanted)
    if op == "$=":
        return actual.endswith(wanted)
    if op == "*=":
        return wanted in actual
    return re.search(wanted, actual) is not None


def _unquote(text):
    if len(text) >= 2 and text[0] in "\"'" and text[-1] == text[0]:
        return text[1:-1]
    return text


def _match_one(condition, record):
    match = _CONDITION.match(condition)
    if match:
        op = match.group("op")
        actual = look_up(record, match.group("key"))
        wanted = _unquote(match.group("value"))
        if actual is None:
            return bool(match.group("optional"))
        if op in ("^=", "$=", "*=", "~="):
            return _match_text(op, str(actual), wanted)
        if isinstance(actual, (int, float)) and not isinstance(actual, bool):
            number = parse_size(wanted)
            if number is None:
                number = parse_duration(wanted)
            if number is None:
                raise ValueError(f"not a number: {wanted!r}")
            return _COMPARE[op](actual, number)
        if op not in ("=", "!="):
            raise ValueError(f"{op} needs a number")
        return _COMPARE[op](str(actual), wanted)
    match = _TEST.match(condition)
    if match:
        actual = look_up(record, match.group("key"))
        holds = actual if isinstance(actual, bool) else actual is not None
        return not holds if match.group("op") else holds
    raise ValueError(f"bad condition: {condition.strip()!r}")


def split_conditions(text):
    """The conditions between `&`; one inside quotes, or after a backslash, belongs to the condition."""
    parts = []
    current = ""
    quote = None
    escaped = False
    for char in text:
        if escaped:
            current += char
            escaped = False
        elif char == "\\":
            escaped = True
        elif quote:
            current += char
            if char == quote:
                quote = None
        elif char in "\"'":
            quote = char
            current += char
        elif char == "&":
            parts.append(current)
            current = ""
        else:
            current += char
    parts.append(current)
    return parts


def matches(filters, record):
    """Whether all conditions of at least one filter hold; without filters everything matches."""
    if not filters:
        return True
    return any(all(_match_one(part, record) for part in split_conditions(each)) for each in filters)
