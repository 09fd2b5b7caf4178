"""Reading s-expressions as nested lists."""


def tokenize(text):
    return text.replace("(", " ( ").replace(")", " ) ").split()


def atom(token):
    """Whole numbers become int, everything else stays as it is."""
    if token.removeprefix("-").isdecimal():
        return int(token)
    return token


def read(tokens, position):
    """The expression that begins there, and the position after it."""
    if position >= len(tokens):
        raise SyntaxError("unexpected end")
    token = tokens[position]
    if token == ")":
        raise SyntaxError("unexpected )")
    if token != "(":
        return atom(token), position + 1
    items = []
    position += 1
    while position < len(tokens) and tokens[position] != ")":
        item, position = read(tokens, position)
        items.append(item)
    if position >= len(tokens):
        raise SyntaxError("missing )")
    return items, position + 1


def parse(text):
    """The one expression that the text is."""
    tokens = tokenize(text)
    expression, end = read(tokens, 0)
    if end != len(tokens):
        raise SyntaxError("something after the expression")
    return expression
