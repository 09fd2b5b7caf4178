import pytest

from token_bucket import SlidingWindow, StepBucket, TokenBucket


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_bucket_begins_full(clock):
    bucket = TokenBucket(rate=1, capacity=3, clock=clock)
    assert [bucket.consume() for _ in range(4)] == [True, True, True, False]


def test_it_fills_with_time(clock):
    bucket = TokenBucket(rate=2, capacity=4, clock=clock)
    bucket.consume(4)
    clock.now += 0.5
    assert bucket.available() == 1
    clock.now += 1
    assert bucket.available() == 3


def test_it_never_holds_more_than_its_capacity(clock):
    bucket = TokenBucket(rate=1, capacity=5, clock=clock)
    clock.now += 60
    assert bucket.available() == 5
    bucket.consume(2)
    clock.now += 3600
    assert bucket.available() == 5


def test_parts_of_tokens_add_up(clock):
    bucket = TokenBucket(rate=1, capacity=1, clock=clock)
    bucket.consume()
    for _ in range(3):
        clock.now += 0.25
        assert not bucket.consume()
    clock.now += 0.25
    assert bucket.consume()


def test_all_or_nothing(clock):
    bucket = TokenBucket(rate=1, capacity=5, clock=clock)
    bucket.consume(3)
    assert not bucket.consume(3)
    assert bucket.available() == 2
    assert bucket.consume(2)


def test_expected_wait(clock):
    bucket = TokenBucket(rate=2, capacity=4, clock=clock)
    assert bucket.expected_wait(3) == 0
    bucket.consume(4)
    assert bucket.expected_wait() == 0.5
    assert bucket.expected_wait(4) == 2
    assert bucket.expected_wait(5) is None


def test_asking_for_the_wait_takes_nothing(clock):
    bucket = TokenBucket(rate=1, capacity=2, clock=clock)
    bucket.expected_wait(2)
    assert bucket.available() == 2


def test_a_clock_that_goes_back_is_ignored(clock):
    bucket = TokenBucket(rate=1, capacity=2, clock=clock)
    bucket.consume(2)
    clock.now -= 50
    assert bucket.available() == 0
    clock.now += 51
    assert bucket.available() == 1


def test_bad_limits(clock):
    for rate, capacity in [(0, 1), (1, 0), (-1, 5)]:
        with pytest.raises(ValueError):
            TokenBucket(rate, capacity, clock)


def test_steps(clock):
    bucket = StepBucket(amount=2, interval=10, capacity=4, clock=clock)
    assert bucket.consume(4)
    clock.now += 9
    assert not bucket.consume()
    clock.now += 1
    assert bucket.consume(2)
    assert not bucket.consume()


def test_steps_keep_the_time_that_is_left_over(clock):
    bucket = StepBucket(amount=1, interval=10, capacity=4, clock=clock)
    bucket.consume(4)
    clock.now += 19
    assert bucket.consume()
    clock.now += 1
    assert bucket.consume()


def test_steps_never_hold_more_than_the_capacity(clock):
    bucket = StepBucket(amount=3, interval=1, capacity=4, clock=clock)
    clock.now += 100
    assert bucket.consume(4)
    assert not bucket.consume()


def test_window(clock):
    window = SlidingWindow(limit=2, seconds=10, clock=clock)
    assert window.allow("a")
    clock.now += 4
    assert window.allow("a")
    assert not window.allow("a")
    assert window.allow("b")
    clock.now += 6
    assert window.allow("a")
    assert not window.allow("a")


def test_window_tells_what_is_left(clock):
    window = SlidingWindow(limit=2, seconds=10, clock=clock)
    window.allow("a")
    assert window.remaining("a") == 1
    assert window.retry_after("a") == 0
    clock.now += 3
    window.allow("a")
    assert window.remaining("a") == 0
    assert window.retry_after("a") == 7


def test_refused_ones_do_not_count(clock):
    window = SlidingWindow(limit=1, seconds=10, clock=clock)
    window.allow("a")
    clock.now += 9
    assert not window.allow("a")
    clock.now += 1
    assert window.allow("a")


def test_idle_keys_are_dropped(clock):
    window = SlidingWindow(limit=2, seconds=10, clock=clock)
    window.allow("a")
    clock.now += 5
    window.allow("b")
    clock.now += 5
    assert window.forget_idle() == 1
    assert window.remaining("b") == 1
