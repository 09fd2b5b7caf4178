"""Texts as parts of addresses: "Hello, World!" becomes "hello-world"."""
import html
import re
import unicodedata

# What loses more than an accent.
SPECIAL = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "đ": "d", "ł": "l", "þ": "th"}
NUMBER_COMMA = re.compile(r"(?<=\d),(?=\d)")
QUOTES = re.compile(r"['’]+")


def _to_ascii(text):
    translated = []
    for character in unicodedata.normalize("NFC", text):
        special = SPECIAL.get(character.lower())
        if special is None:
            translated.append(character)
        else:
            translated.append(special if character.islower() else special.capitalize())
    return unicodedata.normalize("NFKD", "".join(translated)).encode("ascii", "ignore").decode("ascii")


def truncate(text, max_length, separator="-", whole_words=False, keep_order=True):
    """The beginning of a slug. With whole words as many as fit, without `keep_order` later ones too."""
    if max_length <= 0 or len(text) <= max_length:
        return text
    if not whole_words:
        return text[:max_length].strip(separator)
    kept = ""
    for word in text.split(separator):
        longer = kept + separator + word if kept else word
        if len(longer) <= max_length:
            kept = longer
        elif keep_order:
            break
    return kept or text[:max_length]


def slugify(
    text,
    separator="-",
    *,
    lowercase=True,
    max_length=0,
    whole_words=False,
    keep_order=True,
    stopwords=(),
    replacements=(),
    allow_unicode=False,
):
    """Letters and digits of the text, with a separator for all that is between them."""
    text = html.unescape(str(text))
    for old, new in replacements:
        text = text.replace(old, new)
    text = QUOTES.sub("-", text)
    text = unicodedata.normalize("NFKC", text) if allow_unicode else _to_ascii(text)
    if lowercase:
        text = text.lower()
    text = NUMBER_COMMA.sub("", text)
    words = re.split(r"[\W_]+", text)
    unwanted = {word.lower() for word in stopwords} if lowercase else set(stopwords)
    slug = separator.join(word for word in words if word and word not in unwanted)
    return truncate(slug, max_length, separator, whole_words, keep_order)


def unique_slug(text, taken, separator="-", **options):
    """A slug that is not taken: with the first number from 2 upwards that makes it different, within max_length."""
    slug = slugify(text, separator, **options)
    if slug not in taken:
        return slug
    max_length = options.get("max_length", 0)
    number = 2
    while True:
        ending = f"{separator}{number}"
        base = slug[: max_length - len(ending)].rstrip(separator) if max_length > 0 else slug
        if base + ending not in taken:
            return base + ending
        number += 1


def is_slug(text, separator="-"):
    """Whether it could come from `slugify` in lower case."""
    return all(re.fullmatch(r"[a-z0-9]+", word) for word in text.split(separator))
