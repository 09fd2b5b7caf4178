import random

import pytest

from b_partition_list import from_values, partition, to_values


@pytest.mark.parametrize("seed", range(60))
def test_against_lists(seed):
    made = random.Random(seed)
    values = [made.randrange(10) for _ in range(made.randrange(12))]
    for pivot in range(-1, 12):
        below = [value for value in values if value < pivot]
        others = [value for value in values if value >= pivot]
        assert to_values(partition(from_values(values), pivot)) == below + others


def test_same_nodes():
    head = from_values([3, 1, 2])
    nodes = [head, head.next, head.next.next]
    new = partition(head, 3)
    assert [new, new.next, new.next.next] == [nodes[1], nodes[2], nodes[0]]


def test_too_long():
    with pytest.raises(ValueError):
        to_values(from_values([0] * 1001))
