"""Schedules as in a crontab: minute, hour, day of month, month, day of week."""
from datetime import datetime, timedelta

FIELDS = (
    ("minute", 0, 59),
    ("hour", 0, 23),
    ("day", 1, 31),
    ("month", 1, 12),
    ("weekday", 0, 7),
)
NAMES = {
    "month": "jan feb mar apr may jun jul aug sep oct nov dec".split(),
    "weekday": "sun mon tue wed thu fri sat".split(),
}


class CronError(ValueError):
    pass


def _number(text, name, low, high):
    names = NAMES.get(name, [])
    if text.lower() in names:
        return names.index(text.lower()) + (1 if name == "month" else 0)
    if not text.isdigit():
        raise CronError(f"{name}: {text!r} is no number")
    value = int(text)
    if not low <= value <= high:
        raise CronError(f"{name}: {value} is not from {low} to {high}")
    return value


def parse_field(text, name, low, high):
    """The values that a field stands for, such as `*/15`, `1-5` or `mon,wed`."""
    values = set()
    for part in text.split(","):
        span, slash, step_text = part.partition("/")
        step = 1
        if slash:
            if not step_text.isdigit() or int(step_text) == 0:
                raise CronError(f"{name}: bad step {step_text!r}")
            step = int(step_text)
        if span == "*":
            first, last = low, high
        elif "-" in span:
            first_text, _, last_text = span.partition("-")
            first = _number(first_text, name, low, high)
            last = _number(last_text, name, low, high)
            if last < first:
                raise CronError(f"{name}: {span} goes backwards")
        else:
            first = _number(span, name, low, high)
            last = high if slash else first
        values.update(range(first, last + 1, step))
    if name == "weekday" and 7 in values:
        values.discard(7)
        values.add(0)
    return values


class Schedule:
    def __init__(self, text):
        parts = text.split()
        if len(parts) != len(FIELDS):
            raise CronError(f"{len(parts)} fields instead of {len(FIELDS)}")
        parsed = {name: parse_field(part, name, low, high) for part, (name, low, high) in zip(parts, FIELDS)}
        self.minutes = parsed["minute"]
        self.hours = parsed["hour"]
        self.days = parsed["day"]
        self.months = parsed["month"]
        self.weekdays = parsed["weekday"]
        self.any_day = parts[2].startswith("*")
        self.any_weekday = parts[4].startswith("*")

    def _day_fits(self, when):
        day = when.day in self.days
        weekday = when.isoweekday() % 7 in self.weekdays
        # As cron does: with both restricted, one of them is enough.
        if self.any_day or self.any_weekday:
            return day and weekday
        return day or weekday

    def fits(self, when):
        return (
            when.month in self.months
            and self._day_fits(when)
            and when.hour in self.hours
            and when.minute in self.minutes
        )

    def next(self, after):
        """The first time after this one; None when there is none in the next eight years."""
        when = after.replace(second=0, microsecond=0) + timedelta(minutes=1)
        limit = when.replace(day=1) + timedelta(days=366 * 8)
        while when < limit:
            if when.month not in self.months:
                year, month = (when.year + 1, 1) if when.month == 12 else (when.year, when.month + 1)
                when = datetime(year, month, 1)
            elif not self._day_fits(when):
                when = datetime(when.year, when.month, when.day) + timedelta(days=1)
            elif when.hour not in self.hours:
                when = when.replace(minute=0) + timedelta(hours=1)
            elif when.minute not in self.minutes:
                when += timedelta(minutes=1)
            else:
                return when
        return None

    def between(self, start, end):
        """All times from start (included) to end (not included)."""
        times = []
        when = self.next(start - timedelta(minutes=1))
        while when is not None and when < end:
            times.append(when)
            when = self.next(when)
        return times
