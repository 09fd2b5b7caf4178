import itertools

import pytest

from iter_tools import chunked, collapse, divide, exactly_n, numeric_range, round_robin, run_lengths, split_at, unique, windowed


@pytest.mark.parametrize("length", range(9))
@pytest.mark.parametrize("size", range(1, 6))
def test_parts_of_every_length(length, size):
    items = list(range(1, length + 1))
    chunks = list(chunked(iter(items), size))
    assert list(itertools.chain(*chunks)) == items
    assert all(len(chunk) == size for chunk in chunks[:-1]) and all(chunks)
    parts = divide(iter(items), size)
    assert len(parts) == size and list(itertools.chain(*parts)) == items
    lengths = [len(part) for part in parts]
    assert lengths == sorted(lengths, reverse=True) and max(lengths) - min(lengths) <= 1
    for step in range(1, 6):
        expected = [
            tuple(items[start : start + size]) + ("x",) * max(0, size - len(items[start : start + size]))
            for start in range(0, length, step)
            if start == 0 or start - step + size < length
        ]
        assert list(windowed(iter(items), size, step, "x")) == expected


@pytest.mark.parametrize("bits", itertools.product([0, 1], repeat=5))
def test_splits_and_runs(bits):
    for maxsplit in (-1, 0, 1, 2, 9):
        text = "".join(map(str, bits))
        expected = [list(map(int, part)) for part in text.split("0", maxsplit)]
        assert list(split_at(bits, lambda bit: bit == 0, maxsplit)) == expected
        kept = list(split_at(bits, lambda bit: bit == 0, maxsplit, keep=True))
        assert list(itertools.chain(*kept)) == list(bits)
        assert len(kept) == 2 * len(expected) - 1
    assert run_lengths(bits) == [(bit, len(list(group))) for bit, group in itertools.groupby(bits)]
    for n in range(-2, 7):
        assert exactly_n(bits, n) == (sum(bits) == n)
        assert exactly_n(bits, n, lambda bit: not bit) == (5 - sum(bits) == n)


def test_exactly_n_stops():
    assert exactly_n(itertools.repeat(True), 3) is False


def test_collapse_and_levels():
    nested = [[[1], 2], (3, "ab", []), {"k": [4]}, 5]
    assert list(collapse(nested)) == [1, 2, 3, "ab", {"k": [4]}, 5]
    assert list(collapse(nested, 0)) == nested
    assert list(collapse(nested, 1)) == [[1], 2, 3, "ab", [], {"k": [4]}, 5]
    assert list(collapse(nested, 2)) == [1, 2, 3, "ab", {"k": [4]}, 5]


@pytest.mark.parametrize("start, stop, step", itertools.product(range(-3, 4), range(-3, 4), [-3, -1, 1, 2]))
def test_ranges(start, stop, step):
    assert list(numeric_range(start, stop, step)) == list(range(start, stop, step))


def test_ranges_of_fractions_do_not_drift():
    assert list(numeric_range(0, 10, 0.1)) == [n * 0.1 for n in range(100)]
    assert list(numeric_range(1, 0, -0.25)) == [1, 0.75, 0.5, 0.25]
    with pytest.raises(ValueError):
        next(numeric_range(0, 1, 0))


def test_unique_of_mixed_items():
    assert list(unique([1, [1], "1", [1], 1, {}, {}, None, None])) == [1, [1], "1", {}, None]
    assert list(unique([3, -3, 2, -2, 3], abs)) == [3, 2]
    assert list(unique([[1, 2], [2, 1]], sorted)) == [[1, 2]]
    assert list(unique([])) == []


def test_round_robins():
    assert list(round_robin()) == []
    assert list(round_robin([], [None, 0], [1])) == [None, 1, 0]
    assert list(round_robin([1, 2, 3], [4, 5, 6])) == [1, 4, 2, 5, 3, 6]


@pytest.mark.parametrize("call", [lambda: list(windowed([1], 0)), lambda: list(windowed([1], 1, 0)), lambda: divide([1], 0), lambda: list(chunked([1], -1))])
def test_bad_sizes(call):
    with pytest.raises(ValueError):
        call()
