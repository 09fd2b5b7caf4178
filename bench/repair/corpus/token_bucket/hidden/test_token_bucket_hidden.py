import random
from fractions import Fraction

import pytest

from token_bucket import SlidingWindow, StepBucket, TokenBucket


class Clock:
    def __init__(self):
        self.now = Fraction(1000)

    def __call__(self):
        return self.now


@pytest.mark.parametrize("seed", range(80))
def test_bucket_against_the_sum_of_time(seed):
    made = random.Random(seed)
    clock = Clock()
    rate, capacity = Fraction(made.randrange(1, 9), 4), made.randrange(1, 6)
    bucket = TokenBucket(rate, capacity, clock)
    held = Fraction(capacity)
    for _ in range(60):
        passed = Fraction(made.randrange(0, 12), 8)
        clock.now += passed
        held = min(Fraction(capacity), held + passed * rate)
        wanted = made.randrange(0, capacity + 2)
        action = made.randrange(3)
        if action == 0:
            assert bucket.consume(wanted) == (wanted <= held)
            held -= wanted if wanted <= held else 0
        elif action == 1:
            assert bucket.available() == int(held)
        elif wanted > capacity:
            assert bucket.expected_wait(wanted) is None
        else:
            assert bucket.expected_wait(wanted) == max(0, (wanted - held) / rate)


def test_wait_is_enough_and_needed():
    for rate in (1, 2, Fraction(1, 3)):
        clock = Clock()
        bucket = TokenBucket(rate, 5, clock)
        bucket.consume(5)
        wait = bucket.expected_wait(3)
        clock.now += wait - Fraction(1, 100)
        assert not bucket.consume(3)
        clock.now += Fraction(1, 100)
        assert bucket.consume(3)


def test_clock_goes_back():
    clock = Clock()
    bucket = TokenBucket(1, 10, clock)
    bucket.consume(10)
    clock.now += 2
    assert bucket.available() == 2
    clock.now -= 5
    assert bucket.available() == 2
    assert bucket.consume(2)
    clock.now += 5
    assert bucket.available() == 0
    clock.now += 1
    assert bucket.available() == 1


@pytest.mark.parametrize("rate, capacity", [(0, 1), (-1, 1), (1, 0), (1, -1), (0, 0)])
def test_bad_limits(rate, capacity):
    with pytest.raises(ValueError):
        TokenBucket(rate, capacity)


@pytest.mark.parametrize("seed", range(60))
def test_steps_against_counted_ticks(seed):
    made = random.Random(seed)
    clock = Clock()
    amount, interval, capacity = made.randrange(1, 4), made.randrange(1, 6), made.randrange(1, 8)
    bucket = StepBucket(amount, interval, capacity, clock)
    held = capacity
    for second in range(1, 80):
        clock.now += 1
        if second % interval == 0:
            held = min(capacity, held + amount)
        if made.random() < 0.5:
            wanted = made.randrange(0, capacity + 2)
            assert bucket.consume(wanted) == (wanted <= held)
            held -= wanted if wanted <= held else 0


@pytest.mark.parametrize("seed", range(60))
def test_window_against_all_times(seed):
    made = random.Random(seed)
    clock = Clock()
    limit, seconds = made.randrange(1, 4), made.randrange(1, 8)
    window = SlidingWindow(limit, seconds, clock)
    done = {"a": [], "b": []}
    for _ in range(100):
        clock.now += Fraction(made.randrange(0, 5), 2)
        key = made.choice("ab")
        recent = [at for at in done[key] if clock.now - at < seconds]
        action = made.randrange(3)
        if action == 0:
            allowed = len(recent) < limit
            assert window.allow(key) == allowed
            if allowed:
                done[key].append(clock.now)
        elif action == 1:
            assert window.remaining(key) == limit - len(recent)
        else:
            expected = 0 if len(recent) < limit else seconds - (clock.now - recent[0])
            assert window.retry_after(key) == expected


def test_idle_keys():
    clock = Clock()
    window = SlidingWindow(2, 10, clock)
    for key in "abc":
        window.allow(key)
        clock.now += 3
    assert window.forget_idle() == 0
    clock.now += 4
    assert window.forget_idle() == 2
    assert window.forget_idle() == 0
    assert window.remaining("c") == 1
    assert window.allow("a")
