from datetime import datetime

import pytest

from cron import CronError, Schedule, parse_field


def minute(text):
    return sorted(parse_field(text, "minute", 0, 59))


def weekday(text):
    return sorted(parse_field(text, "weekday", 0, 7))


def test_fields():
    assert minute("5") == [5]
    assert minute("1-4") == [1, 2, 3, 4]
    assert minute("*/20") == [0, 20, 40]
    assert minute("50/3") == [50, 53, 56, 59]
    assert minute("10-20/5,7") == [7, 10, 15, 20]


def test_names():
    assert weekday("mon-wed") == [1, 2, 3]
    assert sorted(parse_field("Jan,dec", "month", 1, 12)) == [1, 12]


def test_seven_is_sunday():
    assert weekday("7") == [0]
    assert weekday("5-7") == [0, 5, 6]
    assert weekday("2/2") == [2, 4, 6]


@pytest.mark.parametrize("text", ["60", "x", "5-1", "*/0", "1-", ""])
def test_bad_fields(text):
    with pytest.raises(CronError):
        minute(text)


def test_needs_five_fields():
    with pytest.raises(CronError):
        Schedule("* * * *")


def test_fits():
    schedule = Schedule("30 9 * * mon-fri")
    assert schedule.fits(datetime(2024, 3, 15, 9, 30))
    assert not schedule.fits(datetime(2024, 3, 16, 9, 30))
    assert not schedule.fits(datetime(2024, 3, 15, 9, 31))
    assert Schedule("0 0 * * 0").fits(datetime(2024, 3, 17))


def test_both_kinds_of_day():
    schedule = Schedule("0 0 13 * fri")
    assert schedule.fits(datetime(2024, 3, 13))
    assert schedule.fits(datetime(2024, 3, 15))
    assert not schedule.fits(datetime(2024, 3, 14))


def test_a_star_does_not_widen_the_days():
    assert not Schedule("0 0 13 * *").fits(datetime(2024, 3, 14))
    assert not Schedule("0 0 * * fri").fits(datetime(2024, 3, 14))


def test_next():
    assert Schedule("*/15 * * * *").next(datetime(2024, 1, 1, 10, 15)) == datetime(2024, 1, 1, 10, 30)
    assert Schedule("0 9 * * *").next(datetime(2024, 1, 31, 9, 0, 5)) == datetime(2024, 2, 1, 9, 0)
    assert Schedule("0 0 1 1 *").next(datetime(2024, 5, 5)) == datetime(2025, 1, 1)
    assert Schedule("5 23 * * *").next(datetime(2024, 12, 31, 23, 10)) == datetime(2025, 1, 1, 23, 5)
    assert Schedule("10 14 * * *").next(datetime(2024, 1, 1, 13, 40)) == datetime(2024, 1, 1, 14, 10)


def test_next_finds_leap_days():
    assert Schedule("0 12 29 2 *").next(datetime(2024, 3, 1)) == datetime(2028, 2, 29, 12)


def test_next_of_what_never_comes():
    assert Schedule("0 0 31 2 *").next(datetime(2024, 1, 1)) is None


def test_between():
    times = Schedule("0 */6 * * *").between(datetime(2024, 1, 1), datetime(2024, 1, 2))
    assert times == [datetime(2024, 1, 1, hour) for hour in (0, 6, 12, 18)]
