import random
from datetime import datetime, timedelta

import pytest

from cron import CronError, Schedule, parse_field


def random_field(rng, low, high):
    kind = rng.randint(0, 5)
    a, b = sorted((rng.randint(low, high), rng.randint(low, high)))
    step = rng.randint(1, 7)
    return ["*", str(a), f"{a}-{b}", f"*/{step}", f"{a}-{b}/{step}", f"{a},{b}"][kind]


def expand(text, low, high):
    values = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        if span == "*":
            first, last = low, high
        elif "-" in span:
            first, last = map(int, span.split("-"))
        else:
            first = int(span)
            last = high if step else first
        values |= {v for v in range(first, last + 1) if (v - first) % int(step or 1) == 0}
    return values


@pytest.mark.parametrize("seed", range(60))
def test_fields_against_their_definition(seed):
    rng = random.Random(seed)
    for name, low, high in (("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12)):
        text = random_field(rng, low, high)
        assert parse_field(text, name, low, high) == expand(text, low, high), text
    text = random_field(rng, 0, 7)
    assert parse_field(text, "weekday", 0, 7) == {v % 7 for v in expand(text, 0, 7)}, text


def expected_fits(parts, when):
    minute, hour, day, month, weekday = parts
    in_day = when.day in expand(day, 1, 31)
    in_weekday = (when.weekday() + 1) % 7 in {v % 7 for v in expand(weekday, 0, 7)}
    days = (in_day and in_weekday) if day[0] == "*" or weekday[0] == "*" else (in_day or in_weekday)
    return days and when.minute in expand(minute, 0, 59) and when.hour in expand(hour, 0, 23) and when.month in expand(month, 1, 12)


@pytest.mark.parametrize("seed", range(15))
def test_next_against_counting(seed):
    rng = random.Random(seed)
    parts = [
        random_field(rng, 0, 59),
        random_field(rng, 0, 23),
        rng.choice(["*", random_field(rng, 1, 28)]),
        "*",
        rng.choice(["*", random_field(rng, 0, 6), "7", "5-7"]),
    ]
    schedule = Schedule(" ".join(parts))
    start = datetime(2023, 12, 28) + timedelta(minutes=rng.randint(0, 60 * 24 * 70))
    when = start + timedelta(minutes=1)
    for _ in range(60 * 24 * 2):
        if expected_fits(parts, when):
            break
        when += timedelta(minutes=1)
    else:
        return
    assert schedule.next(start) == when
    assert schedule.next(start + timedelta(seconds=59)) == when
    assert schedule.fits(when)


@pytest.mark.parametrize("text", ["1/2", "2/2", "3/4", "4-7/3", "1-7/2", "0/3", "2-7/2", "6/1", "7"])
def test_steps_of_weekdays(text):
    assert parse_field(text, "weekday", 0, 7) == {v % 7 for v in expand(text, 0, 7)}


@pytest.mark.parametrize("name, low, high, names", [
    ("month", 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
    ("weekday", 0, 7, "sun mon tue wed thu fri sat"),
])
def test_every_name(name, low, high, names):
    for value, word in enumerate(names.split(), start=low):
        assert parse_field(word.upper(), name, low, high) == {value}


@pytest.mark.parametrize("text", ["24", "-1", "1-24", "a-b", "1/x", "1/", "/5", "1,,2", "1.5"])
def test_bad_hours(text):
    with pytest.raises(CronError):
        parse_field(text, "hour", 0, 23)


@pytest.mark.parametrize("text", ["", "* * * * * *", "0 0 0 * *", "0 0 * 13 *", "0 0 * * 8"])
def test_bad_schedules(text):
    with pytest.raises(CronError):
        Schedule(text)


def test_months_and_years():
    assert Schedule("0 0 1 */3 *").between(datetime(2023, 1, 1), datetime(2024, 1, 1)) == [datetime(2023, m, 1) for m in (1, 4, 7, 10)]
    assert Schedule("59 23 31 12 *").next(datetime(2023, 12, 31, 23, 59)) == datetime(2024, 12, 31, 23, 59)
    assert Schedule("0 0 30 * *").next(datetime(2023, 1, 30)) == datetime(2023, 3, 30)
    assert Schedule("0 0 29 2 *").next(datetime(2096, 3, 1)) == datetime(2104, 2, 29)
    assert Schedule("0 0 30 2 *").next(datetime(2023, 1, 1)) is None


def test_between_includes_its_start():
    times = Schedule("* * * * *").between(datetime(2024, 1, 1, 0, 0), datetime(2024, 1, 1, 0, 3))
    assert [t.minute for t in times] == [0, 1, 2]
    assert Schedule("5 * * * *").between(datetime(2024, 1, 1, 0, 6), datetime(2024, 1, 1, 1, 5)) == []
