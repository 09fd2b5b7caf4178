import pytest

from b_lzw import compress, decompress


def test_compress():
    assert compress("") == []
    assert compress("A") == [65]
    assert compress("ABAB") == [65, 66, 256]
    assert compress("TOBEORNOTTOBEORTOBEORNOT") == [
        84, 79, 66, 69, 79, 82, 78, 79, 84, 256, 258, 260, 265, 259, 261, 263,
    ]


def test_decompress():
    assert decompress([]) == ""
    assert decompress([72, 105]) == "Hi"
    assert decompress([65, 66, 256]) == "ABAB"
    assert decompress([66, 65, 256, 257, 65, 260]) == "BABAABAAA"


def test_code_that_is_just_being_made():
    assert decompress([97, 256, 257]) == "aaaaaa"


@pytest.mark.parametrize("text", ["abracadabra abracadabra", "mississippi", "xyxyxyxyxyxy"])
def test_round_trip(text):
    assert decompress(compress(text)) == text


def test_bad_code():
    with pytest.raises(ValueError):
        decompress([65, 300])
