"""Parts of sequences."""
from collections import deque
from itertools import islice


def chunked(items, size):
    """Lists of `size` items; the last may be shorter."""
    if size < 1:
        raise ValueError("size must be at least 1")
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def windowed(items, size, step=1, fill=None):
    """Tuples of `size` neighbours, every `step` items; the last is filled up. At least one when there are items."""
    if size < 1 or step < 1:
        raise ValueError("size and step must be at least 1")
    window = deque(maxlen=size)
    missing = size
    for item in items:
        window.append(item)
        missing -= 1
        if missing == 0:
            missing = step
            yield tuple(window)
    if len(window) == 0:
        return
    if len(window) < size:
        yield tuple(window) + (fill,) * (size - len(window))
    elif 0 < missing < min(step, size):
        yield tuple(window)[-(size - missing):] + (fill,) * missing


def divide(items, parts):
    """That many lists, as equal in length as can be; longer ones first."""
    if parts < 1:
        raise ValueError("parts must be at least 1")
    items = list(items)
    size, extra = divmod(len(items), parts)
    result = []
    start = 0
    for index in range(parts):
        stop = start + size + (1 if index < extra else 0)
        result.append(items[start:stop])
        start = stop
    return result


def split_at(items, condition, maxsplit=-1, keep=False):
    """Lists of what lies between the items that the condition holds for."""
    part = []
    left = maxsplit
    for item in items:
        if left != 0 and condition(item):
            yield part
            if keep:
                yield [item]
            part = []
            left -= 1
        else:
            part.append(item)
    yield part


def collapse(items, levels=None):
    """Lists and tuples within each other as one; strings stay whole. `levels` says how deep to go."""
    for item in items:
        if isinstance(item, (list, tuple)) and (levels is None or levels > 0):
            yield from collapse(item, None if levels is None else levels - 1)
        else:
            yield item


def numeric_range(start, stop, step):
    """Numbers from start until stop, upwards or downwards."""
    if step == 0:
        raise ValueError("step must not be zero")
    count = 0
    value = start
    while (value < stop) if step > 0 else (value > stop):
        yield value
        count += 1
        value = start + count * step


def exactly_n(items, n, condition=bool):
    """Whether the condition holds for exactly n items; looks no further than needed."""
    if n < 0:
        return False
    found = 0
    for item in items:
        if condition(item):
            found += 1
            if found > n:
                return False
    return found == n


def unique(items, key=None):
    """Each item once, the first of equals, also when it cannot be hashed."""
    seen = set()
    seen_list = []
    for item in items:
        mark = item if key is None else key(item)
        try:
            if mark not in seen:
                seen.add(mark)
                yield item
        except TypeError:
            if mark not in seen_list:
                seen_list.append(mark)
                yield item


def run_lengths(items):
    """Pairs of an item and how often it comes in a row."""
    result = []
    for item in items:
        if result and result[-1][0] == item:
            result[-1] = (item, result[-1][1] + 1)
        else:
            result.append((item, 1))
    return result


def round_robin(*sequences):
    """One item of each in turn, until all are used up."""
    waiting = deque(map(iter, sequences))
    while waiting:
        current = waiting.popleft()
        for item in current:
            yield item
            waiting.append(current)
            break
