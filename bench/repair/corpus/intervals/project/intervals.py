"""Half-open intervals [start, end) of numbers, and sets of them."""


class Interval:
    def __init__(self, start, end):
        if end < start:
            raise ValueError("end before start")
        self.start = start
        self.end = end

    def __eq__(self, other):
        return isinstance(other, Interval) and (self.start, self.end) == (other.start, other.end)

    def __repr__(self):
        return f"[{self.start}, {self.end})"

    @property
    def length(self):
        return self.end - self.start

    def contains(self, point):
        return self.start <= point < self.end

    def overlaps(self, other):
        return self.start < other.end and other.start < self.end

    def touches(self, other):
        """They overlap, or one begins where the other ends."""
        return self.start <= other.end and other.start <= self.end

    def intersect(self, other):
        """What both have, or None."""
        start = max(self.start, other.start)
        end = min(self.end, other.end)
        if start >= end:
            return None
        return Interval(start, end)


def merge(intervals):
    """The same points as few intervals as possible, sorted."""
    merged = []
    for interval in sorted(intervals, key=lambda each: each.start):
        if merged and merged[-1].touches(interval):
            last = merged[-1]
            merged[-1] = Interval(last.start, max(last.end, interval.end))
        else:
            merged.append(interval)
    return merged


def subtract(interval, holes):
    """What is left of an interval without the holes."""
    left = []
    start = interval.start
    for hole in merge(holes):
        if hole.end <= start:
            continue
        if hole.start >= interval.end:
            break
        if hole.start > start:
            left.append(Interval(start, hole.start))
        start = hole.end
    if start < interval.end:
        left.append(Interval(start, interval.end))
    return left


def gaps(intervals):
    """What lies between the first and the last of them and is not covered."""
    merged = merge(intervals)
    return [Interval(before.end, after.start) for before, after in zip(merged, merged[1:])]


def covered(intervals):
    return sum(interval.length for interval in merge(intervals))


def most_at_once(intervals):
    """How many of them are open at the same time, at most."""
    changes = []
    for interval in intervals:
        if interval.length == 0:
            continue
        changes.append((interval.start, 1))
        changes.append((interval.end, -1))
    # At one point those that end come first, since the end is open.
    changes.sort()
    most = current = 0
    for _, change in changes:
        current += change
        most = max(most, current)
    return most


def first_free(intervals, length, earliest=0):
    """The first start, not before `earliest`, from which `length` is free."""
    start = earliest
    for interval in merge(intervals):
        if interval.end <= start:
            continue
        if interval.start - start >= length:
            return start
        start = interval.end
    return start
