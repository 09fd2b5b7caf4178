import random
from collections import deque

import pytest

from b_ring_buffer import RingBuffer


@pytest.mark.parametrize("capacity", range(1, 7))
@pytest.mark.parametrize("seed", range(8))
def test_against_deque(capacity, seed):
    made = random.Random(seed * 10 + capacity)
    buffer, queue = RingBuffer(capacity), deque(maxlen=capacity)
    for number in range(80):
        if made.random() < 0.6:
            buffer.push(number)
            queue.append(number)
        elif queue:
            assert buffer.pop() == queue.popleft()
        else:
            with pytest.raises(IndexError):
                buffer.pop()
        assert buffer.to_list() == list(queue)
        assert len(buffer) == len(queue)
    while queue:
        assert buffer.pop() == queue.popleft()
    assert buffer.to_list() == []


def test_negative_capacity():
    with pytest.raises(ValueError):
        RingBuffer(-2)
