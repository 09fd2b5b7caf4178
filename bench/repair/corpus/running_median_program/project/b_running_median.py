"""The median of numbers that come one by one, with two heaps."""
import heapq


class RunningMedian:
    def __init__(self):
        self.low = []  # the smaller half, negated, so that its largest comes first
        self.high = []  # the larger half, never more than the smaller one

    def add(self, value):
        if self.low and value > -self.low[0]:
            heapq.heappush(self.high, value)
        else:
            heapq.heappush(self.low, -value)
        if len(self.low) > len(self.high) + 1:
            heapq.heappush(self.high, -heapq.heappop(self.low))
        elif len(self.high) > len(self.low):
            heapq.heappush(self.low, -heapq.heappop(self.high))

    def median(self):
        """The one in the middle, or the mean of the two that are."""
        if not self.low:
            raise ValueError("no numbers yet")
        if len(self.low) > len(self.high):
            return -self.low[0]
        return (self.high[0] - self.low[0]) / 2


def running_medians(values):
    """The median after each of the values."""
    medians = []
    running = RunningMedian()
    for value in values:
        running.add(value)
        medians.append(running.median())
    return medians
