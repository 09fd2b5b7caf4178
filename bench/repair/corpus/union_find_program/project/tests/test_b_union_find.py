from b_union_find import UnionFind


def test_all_apart():
    sets = UnionFind("abc")
    assert sets.count == 3
    assert not sets.connected("a", "b")
    assert sets.connected("c", "c")


def test_union():
    sets = UnionFind(range(5))
    assert sets.union(0, 1) is True
    assert sets.union(1, 0) is False
    assert sets.connected(0, 1)
    assert not sets.connected(0, 2)
    assert sets.count == 4


def test_chain():
    sets = UnionFind(range(6))
    sets.union(0, 1)
    sets.union(2, 3)
    sets.union(1, 3)
    assert sets.connected(0, 2)
    assert sets.connected(0, 3)
    assert not sets.connected(3, 4)
    assert sets.count == 3


def test_sizes():
    sets = UnionFind("abcdef")
    sets.union("a", "b")
    sets.union("b", "c")
    assert [sets.set_size(item) for item in "abcd"] == [3, 3, 3, 1]
