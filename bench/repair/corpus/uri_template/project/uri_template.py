"""URI templates after RFC 6570: "/search{?q,lang}"."""
import re
from urllib.parse import quote

# For each operator: what comes first, what is between variables, whether they are named, what follows
# the name of an empty one, and whether reserved characters stay.
OPERATORS = {
    "": ("", ",", False, "", False),
    "+": ("", ",", False, "", True),
    "#": ("#", ",", False, "", True),
    ".": (".", ".", False, "", False),
    "/": ("/", "/", False, "", False),
    ";": (";", ";", True, "", False),
    "?": ("?", "&", True, "=", False),
    "&": ("&", "&", True, "=", False),
}
RESERVED = ":/?#[]@!$&'()*+,;="
EXPRESSION = re.compile(r"\{([+#./;?&]?)([^{}]*)\}")
VARIABLE = re.compile(r"((?:\w|%[0-9A-Fa-f]{2})(?:\.?(?:\w|%[0-9A-Fa-f]{2}))*)(?:(\*)|:([1-9]\d{0,3}))?")


class TemplateError(ValueError):
    """The template cannot be read."""


def _read(expression):
    operator, names = expression[1], expression[2]
    variables = []
    for text in names.split(","):
        match = VARIABLE.fullmatch(text)
        if match is None:
            raise TemplateError(f"not a variable: {text!r}")
        variables.append((match[1], match[2] == "*", int(match[3]) if match[3] else None))
    return operator, variables


def _encode(text, keep_reserved):
    if not keep_reserved:
        return quote(text, safe="~")
    parts = re.split(r"(%[0-9A-Fa-f]{2})", text)
    return "".join(part if index % 2 else quote(part, safe="~" + RESERVED) for index, part in enumerate(parts))


def _text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _pairs(value):
    return [(_text(key), _text(item)) for key, item in value.items() if item is not None]


def _expand_variable(name, value, explode, length, operator):
    """The text for one variable, None when it is undefined."""
    _, between, named, if_empty, keep = OPERATORS[operator]
    if isinstance(value, (list, tuple, dict)):
        if isinstance(value, dict):
            items = [[_encode(part, keep) for part in pair] for pair in _pairs(value)]
        else:
            items = [_encode(_text(item), keep) for item in value if item is not None]
        if not items:
            return None
        if length is not None:
            raise TemplateError(f"{name} is a list, which has no prefix")
        if explode and isinstance(value, dict):
            return between.join(f"{key}={item}" for key, item in items)
        if explode:
            return between.join(_named(name, item, if_empty) if named else item for item in items)
        text = ",".join(",".join(pair) for pair in items) if isinstance(value, dict) else ",".join(items)
    else:
        text = _encode(_text(value)[:length], keep)
    return _named(name, text, if_empty) if named else text


def _named(name, text, if_empty):
    return f"{name}={text}" if text else name + if_empty


def expand(template, values=None, **more):
    """The template with its variables filled in; those that are missing or None leave nothing behind."""
    values = {**(values or {}), **more}
    check(template)

    def fill(expression):
        operator, variables = _read(expression)
        texts = []
        for name, explode, length in variables:
            if values.get(name) is not None:
                text = _expand_variable(name, values[name], explode, length, operator)
                if text is not None:
                    texts.append(text)
        first, between = OPERATORS[operator][:2]
        return first + between.join(texts) if texts else ""

    return EXPRESSION.sub(fill, template)


def check(template):
    """Raises TemplateError when a brace has no partner or an expression cannot be read."""
    for expression in EXPRESSION.finditer(template):
        _read(expression)
    if re.search(r"[{}]", EXPRESSION.sub("", template)):
        raise TemplateError(f"a brace has no partner: {template!r}")


def variables(template):
    """The names that occur, each once, in order."""
    names = []
    for expression in EXPRESSION.finditer(template):
        for name, _, _ in _read(expression)[1]:
            if name not in names:
                names.append(name)
    return names
