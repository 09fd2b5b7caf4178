import functools
import itertools
import math
import random

import pytest

from natural_sort import group_ranges, natural_compare, natural_index, natural_key, natural_sorted, order_by_index, path_key


def pieces(text):
    for is_number, group in itertools.groupby(text, str.isdigit):
        yield is_number, "".join(group)


def compare(a, b):
    """By hand: piece by piece, numbers before texts, the shorter first."""
    for first, second in itertools.zip_longest(pieces(a), pieces(b)):
        if first is None or second is None:
            return -1 if first is None else 1
        if first[0] != second[0]:
            return -1 if first[0] else 1
        x, y = (int(first[1]), int(second[1])) if first[0] else (first[1], second[1])
        if x != y:
            return -1 if x < y else 1
    return 0


def some(seed):
    made = random.Random(seed)
    return ["".join(made.choice("aB-. 0129") for _ in range(made.randrange(7))) for _ in range(30)]


@pytest.mark.parametrize("seed", range(60))
def test_order(seed):
    names = some(seed)
    expected = sorted(names, key=functools.cmp_to_key(compare))
    assert natural_sorted(names) == expected
    assert natural_sorted(names, reverse=True) == sorted(names, key=functools.cmp_to_key(compare), reverse=True)
    assert order_by_index(names, natural_index(names)) == expected
    folded = sorted(names, key=lambda name: functools.cmp_to_key(compare)(name.casefold()))
    assert natural_sorted(names, ignore_case=True) == folded
    for a, b in zip(names, names[1:]):
        assert natural_compare(a, b) == compare(a, b)
    assert natural_index(names, key=lambda n: n[::-1]) == sorted(range(30), key=lambda p: functools.cmp_to_key(compare)(names[p][::-1]))


def test_mixed():
    nan = float("nan")
    mixed = ["b", 2, None, "1x", 2.5, ["a"], "", nan, -1, "10", (None,), []]
    result = natural_sorted(mixed)
    assert result[0] is None and result[1] == ""
    assert math.isnan(result[2])
    assert result[3:] == [-1, "1x", 2, 2.5, "10", "b", [], (None,), ["a"]]


def test_deep_lists_get_the_options():
    deep = [[["b", "-1"]], [["B", "-2"]], [["A", "5"]]]
    assert natural_sorted(deep, ignore_case=True, signed=True) == [[["A", "5"]], [["B", "-2"]], [["b", "-1"]]]
    assert natural_sorted(deep) == [[["A", "5"]], [["B", "-2"]], [["b", "-1"]]]
    assert natural_key([["B"]], ignore_case=True) == natural_key([["b"]], ignore_case=True)
    assert natural_key([["-3"]], signed=True) < natural_key([["-2"]], signed=True)


def test_signs():
    assert natural_sorted(["+1", "-1", "0", "- 1"], signed=True) == ["-1", "0", "+1", "- 1"]
    assert natural_sorted(["x-1", "x-2"], signed=True) == ["x-1", "x-2"]
    assert natural_sorted(["-1", "-2"]) == ["-1", "-2"]
    assert natural_sorted(["5 -3", "5 -20", "5 1"], signed=True) == ["5 -20", "5 -3", "5 1"]


def test_other_digits():
    assert natural_sorted(["a١٠", "a2"]) == ["a2", "a١٠"]


@pytest.mark.parametrize("seed", range(40))
def test_paths(seed):
    made = random.Random(seed)
    paths = ["/".join(f"{made.choice('ab')}{made.choice(['', '2', '10', ' (1)'])}" for _ in range(made.randrange(1, 4))) + made.choice(["", ".x", ".y2", ".y10"]) for _ in range(12)]

    def split(path):
        *folders, name = path.split("/")
        stem, dot, suffix = name.rpartition(".")
        return [*folders, stem if dot else name, dot + suffix if dot else ""]

    def by_hand(a, b):
        for x, y in itertools.zip_longest(split(a), split(b)):
            if x is None or y is None:
                return -1 if x is None else 1
            if compare(x, y):
                return compare(x, y)
        return 0

    assert sorted(paths, key=path_key) == sorted(paths, key=functools.cmp_to_key(by_hand))


def test_path_options_and_edges():
    assert path_key("A/B.x", ignore_case=True) == path_key("a/b.X", ignore_case=True)
    assert path_key("") == path_key(".")
    assert sorted(["a.tar.gz", "a.gz"], key=path_key) == ["a.gz", "a.tar.gz"]


@pytest.mark.parametrize("seed", range(40))
def test_ranges(seed):
    made = random.Random(seed)
    numbers = sorted(made.sample(range(15), made.randrange(1, 12)))
    expected = []
    for number in numbers:
        if expected and expected[-1][1] == number - 1:
            expected[-1][1] = number
        else:
            expected.append([number, number])
    names = [f"p{n}" for n in numbers]
    made.shuffle(names)
    assert group_ranges(names) == [(f"p{a}", f"p{b}") for a, b in expected]


def test_ranges_of_others():
    assert group_ranges([]) == []
    assert group_ranges(["a", "b"]) == [("a", "a"), ("b", "b")]
    assert group_ranges(["a1", "a2b", "a3"]) == [("a1", "a1"), ("a2b", "a2b"), ("a3", "a3")]
    assert group_ranges(["9", "10", "8"]) == [("8", "10")]
    assert group_ranges(["a2", "b3", "a3"]) == [("a2", "a3"), ("b3", "b3")]
