import pytest

from b_bst_delete import delete, in_order, insert


def build(keys):
    root = None
    for key in keys:
        root = insert(root, key)
    return root


def test_insert():
    assert in_order(build([5, 3, 8, 1, 4])) == [1, 3, 4, 5, 8]
    assert in_order(build([2, 1, 2])) == [1, 2]
    assert in_order(None) == []


@pytest.mark.parametrize(
    "key, left",
    [
        (20, [30, 40, 50, 60, 70, 80]),
        (30, [20, 40, 50, 60, 70, 80]),
        (50, [20, 30, 40, 60, 70, 80]),
        (99, [20, 30, 40, 50, 60, 70, 80]),
    ],
)
def test_delete(key, left):
    root = build([50, 30, 70, 20, 40, 60, 80])
    assert in_order(delete(root, key)) == left


def test_delete_node_with_one_child():
    assert in_order(delete(build([5, 3, 1]), 3)) == [1, 5]
    assert in_order(delete(build([5, 7, 9]), 7)) == [5, 9]


def test_delete_only_node():
    assert delete(build([1]), 1) is None
    assert delete(None, 1) is None
