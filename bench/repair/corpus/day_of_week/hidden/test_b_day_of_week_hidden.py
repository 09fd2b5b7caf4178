import datetime
import random

import pytest

from b_day_of_week import day_of_week, friday_the_13ths

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@pytest.mark.parametrize("seed", range(60))
def test_random_dates(seed):
    made = random.Random(seed)
    for _ in range(20):
        date = datetime.date.fromordinal(made.randrange(1, datetime.date.max.toordinal() + 1))
        assert day_of_week(date.year, date.month, date.day) == DAYS[date.weekday()]


@pytest.mark.parametrize("year", [1600, 1700, 1899, 1900, 1999, 2000, 2001, 2004, 2100])
def test_all_days_of_a_year(year):
    date = datetime.date(year, 1, 1)
    while date.year == year:
        assert day_of_week(date.year, date.month, date.day) == DAYS[date.weekday()]
        date += datetime.timedelta(days=1)


@pytest.mark.parametrize("year", range(1995, 2030))
def test_fridays(year):
    assert friday_the_13ths(year) == [m for m in range(1, 13) if datetime.date(year, m, 13).weekday() == 4]
