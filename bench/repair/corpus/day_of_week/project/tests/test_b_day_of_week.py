import pytest

from b_day_of_week import day_of_week, friday_the_13ths


@pytest.mark.parametrize(
    "year, month, day, name",
    [
        (1969, 7, 20, "Sunday"),
        (2000, 1, 1, "Saturday"),
        (2000, 2, 29, "Tuesday"),
        (2024, 3, 1, "Friday"),
        (1900, 12, 31, "Monday"),
        (2023, 2, 28, "Tuesday"),
    ],
)
def test_day_of_week(year, month, day, name):
    assert day_of_week(year, month, day) == name


def test_friday_the_13ths():
    assert friday_the_13ths(2015) == [2, 3, 11]
    assert friday_the_13ths(2019) == [9, 12]
    assert friday_the_13ths(2021) == [8]
