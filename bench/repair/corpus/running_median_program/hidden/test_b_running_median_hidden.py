import random
import statistics

import pytest

from b_running_median import RunningMedian, running_medians


@pytest.mark.parametrize("seed", range(80))
def test_against_statistics(seed):
    made = random.Random(seed)
    span = made.choice([3, 10, 100])
    values = [made.randrange(-span, span) for _ in range(made.randrange(1, 40))]
    assert running_medians(values) == [statistics.median(values[: n + 1]) for n in range(len(values))]


@pytest.mark.parametrize("seed", range(10))
def test_in_any_order(seed):
    values = list(range(31))
    random.Random(seed).shuffle(values)
    running = RunningMedian()
    for value in values:
        running.add(value)
    assert running.median() == 15


def test_floats():
    assert running_medians([0.5, 2.5, 1.25]) == [0.5, 1.5, 1.25]


def test_still_empty():
    running = RunningMedian()
    with pytest.raises(ValueError):
        running.median()
    running.add(0)
    assert running.median() == 0
