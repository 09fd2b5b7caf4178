import pytest

from iter_tools import chunked, collapse, divide, exactly_n, numeric_range, round_robin, run_lengths, split_at, unique, windowed


def test_chunked():
    assert list(chunked(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(chunked([], 3)) == []
    with pytest.raises(ValueError):
        list(chunked([1], 0))


def test_windowed():
    assert list(windowed([1, 2, 3, 4], 3)) == [(1, 2, 3), (2, 3, 4)]
    assert list(windowed([1, 2, 3, 4], 2, step=2)) == [(1, 2), (3, 4)]
    assert list(windowed([1, 2, 3, 4, 5], 3, step=2)) == [(1, 2, 3), (3, 4, 5)]


def test_windowed_fills_up():
    assert list(windowed([1, 2], 4)) == [(1, 2, None, None)]
    assert list(windowed([1, 2, 3, 4, 5, 6], 3, step=2, fill=0)) == [(1, 2, 3), (3, 4, 5), (5, 6, 0)]
    assert list(windowed([1, 2, 3, 4, 5], 2, step=4, fill="-")) == [(1, 2), (5, "-")]
    assert list(windowed([1, 2, 3, 4], 2, step=4)) == [(1, 2)]
    assert list(windowed([], 3)) == []


def test_divide():
    assert divide(range(7), 3) == [[0, 1, 2], [3, 4], [5, 6]]
    assert divide([1], 3) == [[1], [], []]


def test_split_at():
    is_zero = lambda item: item == 0
    assert list(split_at([1, 0, 2, 0, 3], is_zero)) == [[1], [2], [3]]
    assert list(split_at([1, 0, 2, 0, 3], is_zero, maxsplit=1)) == [[1], [2, 0, 3]]
    assert list(split_at([0, 1, 0], is_zero, keep=True)) == [[], [0], [1], [0], []]


def test_collapse():
    assert list(collapse([1, [2, (3, [4])], "text"])) == [1, 2, 3, 4, "text"]
    assert list(collapse([1, [2, [3, [4]]]], levels=1)) == [1, 2, [3, [4]]]


def test_numeric_range():
    assert list(numeric_range(0, 1, 0.25)) == [0, 0.25, 0.5, 0.75]
    assert list(numeric_range(5, 0, -2)) == [5, 3, 1]
    assert list(numeric_range(0, 3, 1)) == [0, 1, 2]
    assert list(numeric_range(3, 0, 1)) == []
    assert len(list(numeric_range(0, 1, 0.1))) == 10


def test_exactly_n():
    assert exactly_n([True, True, False], 2)
    assert not exactly_n([True, True, True], 2)
    assert not exactly_n([True], 2)
    assert exactly_n([], 0)
    assert not exactly_n([], -1)


def test_unique():
    assert list(unique("abacb")) == ["a", "b", "c"]
    assert list(unique(["a", "B", "A", "b"], key=str.lower)) == ["a", "B"]
    assert list(unique([[1], [2], [1]])) == [[1], [2]]


def test_run_lengths():
    assert run_lengths("aabccc") == [("a", 2), ("b", 1), ("c", 3)]


def test_round_robin():
    assert list(round_robin("abc", "d", "ef")) == ["a", "d", "e", "b", "f", "c"]
