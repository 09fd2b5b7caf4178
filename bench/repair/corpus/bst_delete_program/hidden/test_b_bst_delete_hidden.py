import random

import pytest

from b_bst_delete import delete, in_order, insert


def check(node, low, high):
    if node is None:
        return 0
    assert low < node.key < high
    return 1 + check(node.left, low, node.key) + check(node.right, node.key, high)


@pytest.mark.parametrize("seed", range(80))
def test_against_a_set(seed):
    made = random.Random(seed)
    root, keys = None, set()
    for _ in range(60):
        key = made.randrange(16)
        if made.random() < 0.6:
            root = insert(root, key)
            keys.add(key)
        else:
            root = delete(root, key)
            keys.discard(key)
        assert in_order(root) == sorted(keys)
        assert check(root, -1, 99) == len(keys)


@pytest.mark.parametrize("key", range(12))
def test_delete_each(key):
    root = None
    for one in [6, 2, 9, 0, 4, 8, 11, 1, 3, 5, 7, 10]:
        root = insert(root, one)
    root = delete(root, key)
    assert in_order(root) == [one for one in range(12) if one != key]
    if key == 6:
        assert root.key == 7
