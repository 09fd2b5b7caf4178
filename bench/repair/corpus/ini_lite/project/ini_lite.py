"""Reads and writes INI files."""
import re


class IniError(ValueError):
    def __init__(self, line, message):
        super().__init__(f"line {line}: {message}")
        self.line = line


TRUE_WORDS = ("1", "yes", "true", "on")
FALSE_WORDS = ("0", "no", "false", "off")


def strip_comment(text):
    """The text without a comment at its end; a mark inside quotes, or without a space before it, is no comment."""
    quote = None
    for index, char in enumerate(text):
        if quote:
            if char == quote:
                quote = None
        elif char in "\"'":
            quote = char
        elif char in "#;" and (index == 0 or text[index - 1].isspace()):
            return text[:index].rstrip()
    return text.strip()


def unquote(text):
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text


def parse(source):
    """Sections with their values. Values before the first section belong to the section ''."""
    sections = {"": {}}
    current = sections[""]
    key = None
    for number, raw in enumerate(source.splitlines(), start=1):
        line = strip_comment(raw)
        if not line.strip():
            key = None
            continue
        if raw[0].isspace() and key is not None:
            current[key] += "\n" + line.strip()
            continue
        line = line.strip()
        if line.startswith("["):
            if not line.endswith("]"):
                raise IniError(number, "section is not closed")
            name = line[1:-1].strip()
            current = sections.setdefault(name, {})
            key = None
            continue
        name, equals, value = line.partition("=")
        if not equals:
            raise IniError(number, "no value")
        key = name.strip().lower()
        if not key:
            raise IniError(number, "no name")
        current[key] = unquote(value.strip())
    return sections


class Config:
    def __init__(self, sections, defaults=None):
        self._sections = sections
        self._defaults = defaults or {}

    def get(self, section, key, fallback=None):
        """The value of the section, else of the defaults, else the fallback, with ${names} filled in."""
        found = self._raw(section, key.lower())
        if found is None:
            return fallback
        return self._fill_in(section, found, 0)

    def _raw(self, section, key):
        values = self._sections.get(section, {})
        if key in values:
            return values[key]
        return self._defaults.get(key)

    def _fill_in(self, section, text, depth):
        if depth > 10:
            raise ValueError("values refer to each other")

        def value_of(match):
            name = match.group(1)
            where, colon, key = name.rpartition(":")
            found = self._raw(where if colon else section, key.lower())
            if found is None:
                raise KeyError(name)
            return self._fill_in(where if colon else section, found, depth + 1)

        return re.sub(r"\$\{([^}]*)\}", value_of, text)

    def get_bool(self, section, key, fallback=None):
        value = self.get(section, key)
        if value is None:
            return fallback
        word = value.lower()
        if word in TRUE_WORDS:
            return True
        if word in FALSE_WORDS:
            return False
        raise ValueError(f"not a boolean: {value}")

    def get_int(self, section, key, fallback=None):
        value = self.get(section, key)
        return fallback if value is None else int(value)


def dump(sections):
    """The text that reads back as these sections."""
    lines = []
    for name, values in sections.items():
        if name and lines:
            lines.append("")
        if name:
            lines.append(f"[{name}]")
        for key, value in values.items():
            text = str(value).replace("\n", "\n    ")
            if text != text.strip() or re.search(r"(^|\s)[#;]", text) or text[:1] in ("'", '"'):
                mark = "'" if '"' in text else '"'
                text = mark + text + mark
            lines.append(f"{key} = {text}")
    return "\n".join(lines) + "\n"
