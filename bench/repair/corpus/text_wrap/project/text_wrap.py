"""Wrapping, indenting and shortening of plain text."""


def wrap(text, width, break_long_words=True):
    """Lines of at most `width` characters. Words longer than that are broken, or stand alone."""
    if width <= 0:
        raise ValueError("width must be positive")
    lines = []
    line = ""
    for word in text.split():
        while break_long_words and len(word) > width:
            if line:
                lines.append(line)
                line = ""
            lines.append(word[:width])
            word = word[width:]
        if not word:
            continue
        if not line:
            line = word
        elif len(line) + 1 + len(word) <= width:
            line += " " + word
        else:
            lines.append(line)
            line = word
    if line:
        lines.append(line)
    return lines


def shorten(text, width, placeholder="..."):
    """The text on one line, cut at a word so that it fits with the placeholder."""
    words = text.split()
    whole = " ".join(words)
    if len(whole) <= width:
        return whole
    if len(placeholder) > width:
        raise ValueError("placeholder too large for width")
    kept = ""
    for word in words:
        longer = word if not kept else kept + " " + word
        if len(longer) + len(placeholder) > width:
            break
        kept = longer
    return kept + placeholder


def common_margin(lines):
    """The white space that every line with text begins with."""
    margin = None
    for line in lines:
        stripped = line.lstrip()
        if not stripped:
            continue
        indent = line[: len(line) - len(stripped)]
        if margin is None:
            margin = indent
        else:
            size = 0
            while size < min(len(margin), len(indent)) and margin[size] == indent[size]:
                size += 1
            margin = margin[:size]
    return margin or ""


def dedent(text):
    lines = text.split("\n")
    margin = common_margin(lines)
    result = []
    for line in lines:
        if not line.strip():
            result.append("")
        else:
            result.append(line[len(margin):])
    return "\n".join(result)


def indent(text, prefix, blank_lines=False):
    """Puts the prefix before every line; before blank ones only when asked."""
    result = []
    for line in text.splitlines(keepends=True):
        if line.strip() or blank_lines:
            result.append(prefix + line)
        else:
            result.append(line)
    return "".join(result)


def justify(line, width):
    """Spreads the spaces between words so that the line is exactly `width` wide; extra ones come first on the left."""
    words = line.split()
    if len(words) < 2:
        return line.strip().ljust(width)
    gaps = len(words) - 1
    spaces = width - sum(len(word) for word in words)
    if spaces < gaps:
        raise ValueError("line is longer than width")
    each, extra = divmod(spaces, gaps)
    result = words[0]
    for index, word in enumerate(words[1:]):
        result += " " * (each + (1 if index < extra else 0)) + word
    return result
