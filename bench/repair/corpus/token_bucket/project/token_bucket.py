"""Limits how often something may be done."""
import time
from collections import deque


class TokenBucket:
    """Holds up to `capacity` tokens and gains `rate` of them a second; each thing that is done takes some."""

    def __init__(self, rate, capacity, clock=time.monotonic):
        if rate <= 0 or capacity <= 0:
            raise ValueError("rate and capacity must be above 0")
        self.rate = rate
        self.capacity = capacity
        self._clock = clock
        self._tokens = capacity
        self._updated = clock()

    def _refill(self):
        now = self._clock()
        if now > self._updated:
            self._tokens = min(self.capacity, self._tokens + (now - self._updated) * self.rate)
            self._updated = now

    def available(self):
        """Whole tokens that are there now."""
        self._refill()
        return int(self._tokens)

    def consume(self, tokens=1):
        """Takes that many and says so, or takes none at all."""
        self._refill()
        if tokens > self._tokens:
            return False
        self._tokens -= tokens
        return True

    def expected_wait(self, tokens=1):
        """Seconds until that many are there, without taking them; None when they never can be."""
        if tokens > self.capacity:
            return None
        self._refill()
        return max(0, (tokens - self._tokens) / self.rate)


class StepBucket:
    """As a token bucket, but tokens come whole, `amount` of them at the end of every `interval` seconds."""

    def __init__(self, amount, interval, capacity, clock=time.monotonic):
        self.amount = amount
        self.interval = interval
        self.capacity = capacity
        self._clock = clock
        self._tokens = capacity
        self._updated = clock()

    def consume(self, tokens=1):
        steps = int((self._clock() - self._updated) // self.interval)
        if steps > 0:
            self._tokens = min(self.capacity, self._tokens + steps * self.amount)
            self._updated += steps * self.interval
        if tokens > self._tokens:
            return False
        self._tokens -= tokens
        return True


class SlidingWindow:
    """At most `limit` things within any `seconds`, for each key on its own."""

    def __init__(self, limit, seconds, clock=time.monotonic):
        self.limit = limit
        self.seconds = seconds
        self._clock = clock
        self._times = {}

    def _recent(self, key):
        times = self._times.setdefault(key, deque())
        while times and self._clock() - times[0] >= self.seconds:
            times.popleft()
        return times

    def allow(self, key):
        """Whether it may be done now; then it counts."""
        times = self._recent(key)
        if len(times) >= self.limit:
            return False
        times.append(self._clock())
        return True

    def remaining(self, key):
        return self.limit - len(self._recent(key))

    def retry_after(self, key):
        """Seconds until the next is allowed."""
        times = self._recent(key)
        if len(times) < self.limit:
            return 0
        return self.seconds - (self._clock() - times[0])

    def forget_idle(self):
        """Drops the keys that nothing counts for any more, and says how many."""
        idle = [key for key in self._times if not self._recent(key)]
        for key in idle:
            del self._times[key]
        return len(idle)
