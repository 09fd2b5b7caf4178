"""English nouns: one and many of them, and how to count them."""
import re

IRREGULAR = {"person": "people", "child": "children", "man": "men", "ox": "oxen", "mouse": "mice", "goose": "geese", "tooth": "teeth", "foot": "feet"}
UNCOUNTABLE = {"sheep", "fish", "series", "species", "money", "rice", "information", "equipment", "news"}

# The first that fits is taken.
PLURALS = [
    (r"(quiz)$", r"\1zes"),
    (r"(matr|append)(?:ix|ex)$", r"\1ices"),
    (r"(vert|ind)(?:ix|ex)$", r"\1ices"),
    (r"(x|ch|ss|sh|z)$", r"\1es"),
    (r"([^aeiou]|qu)y$", r"\1ies"),
    (r"(?:([^f])fe|([lr])f)$", r"\1\2ves"),
    (r"sis$", "ses"),
    (r"([ti])um$", r"\1a"),
    (r"(buffal|tomat|potat|her|ech)o$", r"\1oes"),
    (r"(bus|status|alias|virus|campus)$", r"\1es"),
    (r"s$", "s"),
    (r"$", "s"),
]
SINGULARS = [
    (r"(quiz)zes$", r"\1"),
    (r"(matr|append)ices$", r"\1ix"),
    (r"(vert|ind)ices$", r"\1ex"),
    (r"(bus|status|alias|virus|campus)(?:es)?$", r"\1"),
    (r"(shoe)s$", r"\1"),
    (r"(o)es$", r"\1"),
    (r"(cri|analy|^ba|diagno|^the)s(?:is|es)$", r"\1sis"),
    (r"(mov|cook|ser)ies$", r"\1ie"),
    (r"([^aeiou]|qu)ies$", r"\1y"),
    (r"(x|ch|ss|sh|z)es$", r"\1"),
    (r"([lr])ves$", r"\1f"),
    (r"([^f])ves$", r"\1fe"),
    (r"([ti])a$", r"\1um"),
    (r"(ss)$", r"\1"),
    (r"s$", ""),
]


def _as_written(word, like):
    """The word in upper case, or with a capital, when the other one is."""
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def _inflect(text, irregular, rules):
    """The last word of the text changed; irregular words count as the ends of others too ("grandchild")."""
    start, last = re.fullmatch(r"(.*?)([A-Za-z]*)", text, re.DOTALL).groups()
    word = last.lower()
    if word == "" or word in UNCOUNTABLE:
        return text
    for old, new in irregular.items():
        if word == new:
            return text
        if word == old or (len(old) > 3 and word.endswith(old)):
            return start + last[: -len(old)] + _as_written(new, last[-len(old) :])
    for pattern, replacement in rules:
        if re.search(pattern, word):
            changed = re.sub(pattern, replacement, word, count=1)
            return start + _as_written(changed, last)
    return text


def pluralize(text):
    """Many of it: "blue box" gives "blue boxes"."""
    return _inflect(text, IRREGULAR, PLURALS)


def singularize(text):
    """One of them: "blue boxes" gives "blue box"."""
    return _inflect(text, {many: one for one, many in IRREGULAR.items()}, SINGULARS)


def count_noun(count, noun):
    """ "1 box", "2 boxes", "0 boxes", "-1 box"."""
    return f"{count:,} {noun if abs(count) == 1 else pluralize(noun)}"


def ordinal(number):
    """ "1st", "2nd", "3rd", "11th"."""
    rest = abs(number) % 100
    if 11 <= rest <= 13:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(rest % 10, 'th') }"


def join_words(words, conjunction="and"):
    """ "a", "a and b", "a, b, and c"."""
    words = list(words)
    if len(words) <= 2:
        return f" {conjunction} ".join(words)
    return ", ".join(words[:-1]) + f", {conjunction} {words[-1]}"


def article(word):
    """The word with "a" or "an" before it."""
    sound = word.lower()
    if re.match(r"(?:hour|honest|honou?r|heir)", sound):
        return f"an {word}"
    if re.match(r"(?:uni(?!n|m)|use|usu|eu|one\b|once)", sound):
        return f"a {word}"
    return f"an {word}" if sound[:1] in tuple("aeiou") else f"a {word}"
