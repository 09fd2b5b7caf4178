"""A state machine that knows decimal numbers."""

TRANSITIONS = {
    "start": {"sign": "signed", "digit": "whole", "dot": "dot"},
    "signed": {"digit": "whole", "dot": "dot"},
    "whole": {"digit": "whole", "dot": "fraction", "e": "exponent"},
    "dot": {"digit": "fraction"},
    "fraction": {"digit": "fraction", "e": "exponent"},
    "exponent": {"sign": "exponent sign", "digit": "exponent digits"},
    "exponent sign": {"digit": "exponent digits"},
    "exponent digits": {"digit": "exponent digits"},
}
ACCEPTING = {"whole", "fraction", "exponent digits"}


def classify(char):
    if char in "0123456789":
        return "digit"
    if char in "+-":
        return "sign"
    if char == ".":
        return "dot"
    if char in "eE":
        return "e"
    return "other"


def is_number(text):
    """Whether the text, without blanks around it, is a decimal number."""
    state = "start"
    for char in text.strip():
        state = TRANSITIONS[state].get(classify(char))
        if state is None:
            return False
    return state in ACCEPTING
