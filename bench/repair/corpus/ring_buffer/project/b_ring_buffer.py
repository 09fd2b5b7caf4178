"""A queue of fixed capacity."""


class RingBuffer:
    """When it is full, a new item takes the place of the oldest."""

    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity must be positive")
        self.items = [None] * capacity
        self.start = 0
        self.size = 0

    def __len__(self):
        return self.size

    def push(self, item):
        end = (self.start + self.size) % len(self.items)
        self.items[end] = item
        if self.size == len(self.items):
            self.start = (self.start + 1) % len(self.items)
        else:
            self.size += 1

    def pop(self):
        """Take out the oldest item."""
        if self.size == 0:
            raise IndexError("buffer is empty")
        item = self.items[self.start]
        self.items[self.start] = None
        self.start = (self.start + 1) % len(self.items)
        self.size -= 1
        return item

    def to_list(self):
        """The items, the oldest first."""
        return [self.items[(self.start + i) % len(self.items)] for i in range(self.size)]
