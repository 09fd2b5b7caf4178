"""Searching in a sorted list that was rotated; its numbers are all different."""


def search(numbers, target):
    """The index of the target, -1 when it is not there."""
    low, high = 0, len(numbers) - 1
    while low <= high:
        mid = (low + high) // 2
        if numbers[mid] == target:
            return mid
        if numbers[low] <= numbers[mid]:
            if numbers[low] <= target < numbers[mid]:
                high = mid - 1
            else:
                low = mid + 1
        elif numbers[mid] < target <= numbers[high]:
            low = mid + 1
        else:
            high = mid - 1
    return -1


def rotation(numbers):
    """The index of the smallest number."""
    first, last = 0, len(numbers) - 1
    while first < last:
        mid = (first + last) // 2
        if numbers[mid] > numbers[last]:
            first = mid + 1
        else:
            last = mid
    return first
