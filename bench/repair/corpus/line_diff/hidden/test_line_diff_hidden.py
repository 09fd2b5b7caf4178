import random

import pytest

from line_diff import PatchError, apply_patch, changes, hunks, unified


def some(seed):
    made = random.Random(seed)
    first = [made.choice("abcd") for _ in range(made.randrange(14))]
    second = list(first) if seed % 3 else []
    for _ in range(made.randrange(6)):
        at = made.randrange(len(second) + 1)
        if made.random() < 0.5:
            second.insert(at, made.choice("abcdx"))
        else:
            second[at : at + made.randrange(3)] = []
    return first, second


def longest_common(first, second):
    row = [0] * (len(second) + 1)
    for a in first:
        before = row[:]
        for j, b in enumerate(second):
            row[j + 1] = before[j] + 1 if a == b else max(before[j + 1], row[j])
    return row[-1]


@pytest.mark.parametrize("seed", range(100))
def test_operations(seed):
    first, second = some(seed)
    found = changes(first, second)
    i = j = kept = 0
    last = None
    for kind, start, stop, other_start, other_stop in found:
        assert (start, other_start) == (i, j)
        assert kind != last
        assert kind == "equal" or last in (None, "equal")
        last = kind
        if kind == "equal":
            assert first[start:stop] == second[other_start:other_stop] != []
            kept += stop - start
        assert (stop > start) == (kind in ("equal", "delete", "replace"))
        assert (other_stop > other_start) == (kind in ("equal", "insert", "replace"))
        i, j = stop, other_stop
    assert (i, j) == (len(first), len(second))
    assert kept == longest_common(first, second)


@pytest.mark.parametrize("seed", range(100))
@pytest.mark.parametrize("context", [0, 1, 2, 20])
def test_unified_and_back(seed, context):
    first, second = some(seed)
    lines = unified(first, second, context)
    assert apply_patch(first, lines) == second
    assert (lines == []) == (first == second)
    if first != second:
        with pytest.raises(PatchError):
            apply_patch([*(line + "!" for line in first)], unified(first, second, 99) if first else ["-a"])


def expected_hunks(first, second, context):
    """By marking the lines that are shown: each changed one, and the context around."""
    rows = []
    for kind, start, stop, other_start, other_stop in changes(first, second):
        if kind == "equal":
            rows += [(" ", first[n], n, other_start + n - start) for n in range(start, stop)]
        else:
            rows += [("-", first[n], n, other_start) for n in range(start, stop)]
            rows += [("+", second[n], stop, n) for n in range(other_start, other_stop)]
    shown = [any(rows[k][0] != " " for k in range(max(0, n - context), min(len(rows), n + context + 1))) for n in range(len(rows))]
    lines = []
    n = 0
    while n < len(rows):
        if not shown[n]:
            n += 1
            continue
        end = n
        while end < len(rows) and shown[end]:
            end += 1
        part = rows[n:end]
        counts = []
        for sign, at in (("-", 2), ("+", 3)):
            count = sum(row[0] in (" ", sign) for row in part)
            start = part[0][at]
            counts.append(f"{start + 1}" if count == 1 else f"{start if count == 0 else start + 1},{count}")
        lines.append(f"@@ -{counts[0]} +{counts[1]} @@")
        lines += [row[0] + row[1] for row in part]
        n = end
    return lines


@pytest.mark.parametrize("seed", range(100))
def test_hunks(seed):
    first, second = some(seed)
    for context in (0, 1, 2, 5):
        assert unified(first, second, context) == expected_hunks(first, second, context)
        assert len(hunks(first, second, context)) == sum(line.startswith("@@") for line in unified(first, second, context))


def test_lines_that_look_like_headers_and_signs():
    first, second = ["-a", "+b", " c"], ["-a", "++", " c", ""]
    assert apply_patch(first, unified(first, second)) == second
    assert unified([""], []) == ["@@ -1 +0,0 @@", "-"]


def test_what_does_not_fit():
    for patch in (["@@ -3 +3 @@", "-a"], ["@@ -2 +2 @@", "-a"], ["@@ -1 +1 @@", "-b"], ["@@ -2 +2 @@", " b", "@@ -1 +1 @@", " a"]):
        with pytest.raises(PatchError):
            apply_patch(["a", "b"], patch)
    assert apply_patch(["a", "b"], ["@@ -2,0 +3 @@", "+c"]) == ["a", "b", "c"]
    with pytest.raises(PatchError):
        apply_patch(["a", "b"], ["@@ -3,0 +4 @@", "+c"])
