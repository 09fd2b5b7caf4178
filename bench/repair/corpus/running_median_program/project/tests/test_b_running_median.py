import pytest

from b_running_median import RunningMedian, running_medians


@pytest.mark.parametrize(
    "values, medians",
    [
        ([5, 15, 1, 3], [5, 10, 5, 4]),
        ([2, 4, 6, 8, 10], [2, 3, 4, 5, 6]),
        ([9, 7, 5, 3, 1], [9, 8, 7, 6, 5]),
        ([4, 4, 4], [4, 4, 4]),
        ([-1, -2, -3], [-1, -1.5, -2]),
        ([1, 2], [1, 1.5]),
        ([], []),
    ],
)
def test_running_medians(values, medians):
    assert running_medians(values) == medians


def test_median_can_be_asked_twice():
    running = RunningMedian()
    for value in [10, 2, 8]:
        running.add(value)
    assert running.median() == 8
    assert running.median() == 8


def test_no_numbers():
    with pytest.raises(ValueError):
        RunningMedian().median()
