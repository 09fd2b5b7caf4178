import random

import pytest

from b_lzw import compress, decompress


def reference(text):
    words = [chr(i) for i in range(256)]
    codes = []
    while text:
        length = max(n for n in range(1, len(text) + 1) if text[:n] in words)
        codes.append(words.index(text[:length]))
        words.append(text[: length + 1])
        text = text[length:]
    return codes


@pytest.mark.parametrize("seed", range(60))
def test_random_texts(seed):
    made = random.Random(seed)
    letters = "abcdefgh"[: made.randrange(1, 9)]
    text = "".join(made.choice(letters) for _ in range(made.randrange(50)))
    codes = compress(text)
    assert codes == reference(text)
    assert decompress(codes) == text
    assert decompress(reference(text)) == text


def test_all_bytes():
    text = "".join(map(chr, range(256))) * 3
    assert decompress(compress(text)) == text


def test_shorter():
    assert len(compress("a" * 500)) < 40


@pytest.mark.parametrize("numbers", [[65, 257], [65, 66, 258], [65, 256, 300]])
def test_bad_codes(numbers):
    with pytest.raises(ValueError):
        decompress(numbers)
