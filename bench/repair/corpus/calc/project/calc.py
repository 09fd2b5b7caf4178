"""Arithmetic: text to tokens, to a tree, to a value."""
import math
import re


class CalcError(ValueError):
    def __init__(self, message, position):
        super().__init__(f"{message} at {position}")
        self.position = position


_TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_]\w*)|(<=|>=|==|!=|\*\*|[-+*/%^()<>,]))")

BINARY = {
    "==": (1, "left"), "!=": (1, "left"),
    "<": (2, "left"), ">": (2, "left"), "<=": (2, "left"), ">=": (2, "left"),
    "+": (3, "left"), "-": (3, "left"),
    "*": (4, "left"), "/": (4, "left"), "%": (4, "left"),
    "^": (6, "right"), "**": (6, "right"),
}
UNARY_POWER = 5

FUNCTIONS = {"sqrt": math.sqrt, "abs": abs, "max": max, "min": min, "round": round}


def tokenize(text):
    """Triples of kind, text and position."""
    tokens = []
    position = 0
    end = len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if not match:
            raise CalcError(f"unexpected {text[position:].lstrip()[0]!r}", position)
        number, name, sign = match.groups()
        start = match.end() - len(number or name or sign)
        if number:
            tokens.append(("number", number, start))
        elif name:
            tokens.append(("name", name, start))
        else:
            tokens.append(("sign", sign, start))
        position = match.end()
    tokens.append(("end", "", end))
    return tokens


class Parser:
    def __init__(self, text):
        self._tokens = tokenize(text)
        self._at = 0

    @property
    def _next(self):
        return self._tokens[self._at]

    def _take(self):
        token = self._next
        self._at += 1
        return token

    def _expect(self, sign):
        kind, text, position = self._take()
        if text != sign or kind != "sign":
            raise CalcError(f"expected {sign!r}", position)

    def parse(self):
        tree = self._expression(0)
        kind, text, position = self._next
        if kind != "end":
            raise CalcError(f"unexpected {text!r}", position)
        return tree

    def _expression(self, least):
        left = self._operand()
        while True:
            kind, sign, _ = self._next
            power, side = BINARY.get(sign, (0, "left")) if kind == "sign" else (0, "left")
            if power == 0 or power < least:
                return left
            self._take()
            right = self._expression(power + 1 if side == "left" else power)
            left = (sign, left, right)

    def _operand(self):
        kind, text, position = self._take()
        if kind == "number":
            return float(text)
        if kind == "name":
            if self._next[1] == "(":
                return ("call", text, self._arguments(), position)
            return ("name", text, position)
        if text == "(":
            tree = self._expression(0)
            self._expect(")")
            return tree
        if text in ("-", "+"):
            operand = self._expression(UNARY_POWER)
            return ("negate", operand) if text == "-" else operand
        raise CalcError("unexpected end" if kind == "end" else f"unexpected {text!r}", position)

    def _arguments(self):
        self._expect("(")
        arguments = []
        if self._next[1] == ")":
            self._take()
            return arguments
        while True:
            arguments.append(self._expression(0))
            if self._next[1] != ",":
                break
            self._take()
        self._expect(")")
        return arguments


def evaluate(tree, names=None):
    names = names or {}
    if isinstance(tree, float):
        return tree
    kind = tree[0]
    if kind == "name":
        if tree[1] not in names:
            raise CalcError(f"unknown name {tree[1]!r}", tree[2])
        return names[tree[1]]
    if kind == "call":
        if tree[1] not in FUNCTIONS:
            raise CalcError(f"unknown function {tree[1]!r}", tree[3])
        return FUNCTIONS[tree[1]](*[evaluate(argument, names) for argument in tree[2]])
    if kind == "negate":
        return -evaluate(tree[1], names)
    left = evaluate(tree[1], names)
    right = evaluate(tree[2], names)
    if kind in ("^", "**"):
        return left ** right
    return {
        "+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right,
        "/": lambda: left / right, "%": lambda: left % right,
        "==": lambda: left == right, "!=": lambda: left != right, "<": lambda: left < right,
        ">": lambda: left > right, "<=": lambda: left <= right, ">=": lambda: left >= right,
    }[kind]()


def calculate(text, **names):
    return evaluate(Parser(text).parse(), names)
