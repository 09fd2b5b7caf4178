import pytest

from match_filter import look_up, matches, parse_duration, parse_size, split_conditions

RECORD = {
    "title": "Evening news & weather",
    "duration": 95,
    "likes": 0,
    "live": False,
    "new": True,
    "size": 2048,
    "owner": {"name": "ann", "tags": ["x", "y"]},
}


def holds(text):
    return matches([text], RECORD)


def test_sizes():
    assert parse_size("10k") == 10_000
    assert parse_size("1.5 KiB") == 1536
    assert parse_size("2GB") == 2_000_000_000
    assert parse_size("12") == 12
    assert parse_size("x") is None


def test_durations():
    assert parse_duration("1:30") == 90
    assert parse_duration("1:02:03") == 3723
    assert parse_duration("1h 2m 3s") == 3723
    assert parse_duration("2m") == 120
    assert parse_duration("") is None
    assert parse_duration("soon") is None


def test_look_up():
    assert look_up(RECORD, "owner.name") == "ann"
    assert look_up(RECORD, "owner.tags.1") == "y"
    assert look_up(RECORD, "owner.tags.2") is None
    assert look_up(RECORD, "title.x") is None


def test_numbers():
    assert holds("duration > 60")
    assert not holds("duration >= 96")
    assert holds("duration < 1:36")
    assert holds("size = 2KiB")
    assert holds("likes <= 0")
    with pytest.raises(ValueError):
        holds("duration > long")


def test_texts():
    assert holds("owner.name = ann")
    assert holds("owner.name != bob")
    assert holds("title ^= Evening")
    assert holds("title $= 'weather'")
    assert holds("title *= news")
    assert holds("title ~= ^E.*r$")
    assert not holds("title ^= news")
    with pytest.raises(ValueError):
        holds("title > 5")


def test_missing_values():
    assert not holds("views > 5")
    assert holds("views >? 5")
    assert not holds("views = x")


def test_presence():
    assert holds("title")
    assert holds("likes")
    assert holds("!views")
    assert not holds("views")


def test_flags():
    assert holds("new")
    assert not holds("live")
    assert holds("!live")
    assert holds("live = False")


def test_several_conditions():
    assert holds("duration > 60 & !live & title *= news")
    assert not holds("duration > 60 & live")
    assert holds("title *= 'news & weather' & new")
    assert matches(["live", "new"], RECORD)
    assert not matches(["live", "duration < 5"], RECORD)
    assert matches([], RECORD)


def test_split_conditions():
    assert split_conditions(r"a\&b & 'c & d'") == ["a&b ", " 'c & d'"]


def test_bad_conditions():
    with pytest.raises(ValueError):
        holds("5 > title")
