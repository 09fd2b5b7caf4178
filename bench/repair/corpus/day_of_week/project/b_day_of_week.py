"""Days of the week by Zeller's congruence, for the Gregorian calendar."""

NAMES = ["Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


def day_of_week(year, month, day):
    """The name of the day of the week of a date."""
    if month < 3:
        month += 12
        year -= 1
    century, rest = divmod(year, 100)
    index = day + 13 * (month + 1) // 5 + rest + rest // 4 + century // 4 + 5 * century
    return NAMES[index % 7]


def friday_the_13ths(year):
    """The months of a year whose 13th is a Friday."""
    months = []
    for month in range(1, 13):
        if day_of_week(year, month, 13) == "Friday":
            months.append(month)
    return months
