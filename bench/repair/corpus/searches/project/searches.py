"""Finding things in what is sorted, or has some other order."""


def first_at_least(items, wanted):
    """The place of the first that is not smaller; the length when there is none."""
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        if items[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


def first_above(items, wanted):
    """The place of the first that is larger; the length when there is none."""
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        if items[middle] <= wanted:
            low = middle + 1
        else:
            high = middle
    return low


def count_of(items, wanted):
    return first_above(items, wanted) - first_at_least(items, wanted)


def closest(items, wanted):
    """The item that is nearest, the smaller of two; None without items."""
    if not items:
        return None
    place = first_at_least(items, wanted)
    if place == 0:
        return items[0]
    if place == len(items):
        return items[-1]
    below, above = items[place - 1], items[place]
    return below if wanted - below <= above - wanted else above


def find_rotated(items, wanted):
    """The place in a sorted list of different items whose beginning was moved to its end; -1 without one."""
    low, high = 0, len(items) - 1
    while low <= high:
        middle = (low + high) // 2
        if items[middle] == wanted:
            return middle
        if items[low] <= items[middle]:
            if items[low] <= wanted < items[middle]:
                high = middle - 1
            else:
                low = middle + 1
        elif items[middle] < wanted <= items[high]:
            low = middle + 1
        else:
            high = middle - 1
    return -1


def find_peak(items):
    """The place of an item that is larger than its neighbours; no two neighbours are equal."""
    low, high = 0, len(items) - 1
    while low < high:
        middle = (low + high) // 2
        if items[middle] < items[middle + 1]:
            low = middle + 1
        else:
            high = middle
    return low


def find_in_table(table, wanted):
    """(row, column) in a table whose rows and columns ascend; None without one."""
    if not table or not table[0]:
        return None
    row, column = 0, len(table[0]) - 1
    while row < len(table) and column >= 0:
        value = table[row][column]
        if value == wanted:
            return row, column
        if value > wanted:
            column -= 1
        else:
            row += 1
    return None


def interpolation_search(numbers, wanted):
    """A place of the number, guessed from its size; -1 without one."""
    low, high = 0, len(numbers) - 1
    while low <= high and numbers[low] <= wanted <= numbers[high]:
        spread = numbers[high] - numbers[low]
        guess = low if spread == 0 else low + (wanted - numbers[low]) * (high - low) // spread
        if numbers[guess] == wanted:
            return guess
        if numbers[guess] < wanted:
            low = guess + 1
        else:
            high = guess - 1
    return -1


def smallest_capacity(weights, trips):
    """The smallest load of a lorry that takes all weights in their order in that many trips."""

    def trips_with(capacity):
        count, load = 1, 0
        for weight in weights:
            if load + weight > capacity:
                count += 1
                load = 0
            load += weight
        return count

    low, high = max(weights), sum(weights)
    while low < high:
        middle = (low + high) // 2
        if trips_with(middle) <= trips:
            high = middle
        else:
            low = middle + 1
    return low


def median_of_two(first, second):
    """The median of two sorted lists together, by cutting the shorter one at the right place."""
    if len(first) > len(second):
        first, second = second, first
    total = len(first) + len(second)
    half = (total + 1) // 2
    low, high = 0, len(first)
    while True:
        cut = (low + high) // 2
        other = half - cut
        left = first[cut - 1] if cut > 0 else float("-inf")
        right = first[cut] if cut < len(first) else float("inf")
        other_left = second[other - 1] if other > 0 else float("-inf")
        other_right = second[other] if other < len(second) else float("inf")
        if left > other_right:
            high = cut - 1
        elif other_left > right:
            low = cut + 1
        elif total % 2 == 1:
            return max(left, other_left)
        else:
            return (max(left, other_left) + min(right, other_right)) / 2
