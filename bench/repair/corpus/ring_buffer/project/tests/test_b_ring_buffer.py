import pytest

from b_ring_buffer import RingBuffer


def test_first_in_first_out():
    buffer = RingBuffer(3)
    buffer.push(1)
    buffer.push(2)
    assert buffer.pop() == 1
    assert buffer.pop() == 2
    assert len(buffer) == 0


def test_overwrites_the_oldest():
    buffer = RingBuffer(3)
    for item in [1, 2, 3, 4, 5]:
        buffer.push(item)
    assert buffer.to_list() == [3, 4, 5]
    assert len(buffer) == 3


def test_wraps_around():
    buffer = RingBuffer(2)
    for item in "abcdef":
        buffer.push(item)
        assert buffer.pop() == item
    assert buffer.to_list() == []


def test_list_keeps_order():
    buffer = RingBuffer(3)
    for item in [1, 2, 3]:
        buffer.push(item)
    buffer.pop()
    buffer.push(4)
    assert buffer.to_list() == [2, 3, 4]


def test_pop_from_empty():
    with pytest.raises(IndexError):
        RingBuffer(1).pop()


def test_capacity_must_be_positive():
    with pytest.raises(ValueError):
        RingBuffer(0)
