import pytest

from line_diff import Change, PatchError, apply_patch, changes, hunks, unified


def test_nothing_changed():
    assert changes(["a", "b"], ["a", "b"]) == [Change("equal", 0, 2, 0, 2)]
    assert changes([], []) == []
    assert unified(["a"], ["a"]) == []


def test_kinds():
    assert changes(list("abcd"), list("axcd")) == [
        Change("equal", 0, 1, 0, 1),
        Change("replace", 1, 2, 1, 2),
        Change("equal", 2, 4, 2, 4),
    ]
    assert changes(list("ac"), list("abc"))[1] == Change("insert", 1, 1, 1, 2)
    assert changes(list("abc"), list("ac"))[1] == Change("delete", 1, 2, 1, 1)


def test_at_both_ends():
    assert changes(list("xab"), list("aby")) == [
        Change("delete", 0, 1, 0, 0),
        Change("equal", 1, 3, 0, 2),
        Change("insert", 3, 3, 2, 3),
    ]


def test_as_little_as_possible():
    found = changes(list("abcabba"), list("cbabac"))
    kept = sum(change.stop - change.start for change in found if change.kind == "equal")
    assert kept == 4


def test_unified():
    first = ["one", "two", "three", "four"]
    second = ["zero", "one", "tree", "four"]
    assert unified(first, second) == ["@@ -1,4 +1,4 @@", "+zero", " one", "-two", "-three", "+tree", " four"]


def test_context():
    first = [str(n) for n in range(1, 10)]
    second = [*first[:4], "x", *first[5:]]
    assert unified(first, second, context=1) == ["@@ -4,3 +4,3 @@", " 4", "-5", "+x", " 6"]
    assert unified(first, second, context=0) == ["@@ -5 +5 @@", "-5", "+x"]


def test_ranges_without_lines():
    assert unified(["a", "b"], ["a", "x", "y", "b"], context=0) == ["@@ -1,0 +2,2 @@", "+x", "+y"]
    assert unified(["a", "b", "c"], ["c"], context=0) == ["@@ -1,2 +0,0 @@", "-a", "-b"]
    assert unified([], ["a", "b"]) == ["@@ -0,0 +1,2 @@", "+a", "+b"]


def test_hunks_apart():
    first = [str(n) for n in range(12)]
    second = ["x", *first[1:11], "y"]
    assert [line for line in unified(first, second, context=2) if line.startswith("@@")] == ["@@ -1,3 +1,3 @@", "@@ -10,3 +10,3 @@"]


def test_hunks_that_touch_are_one():
    first = [str(n) for n in range(6)]
    second = ["x", *first[1:5], "y"]
    assert len(hunks(first, second, context=2)) == 1
    assert len(hunks(first, second, context=1)) == 2
    assert len(unified(first, second, context=2)) == 9


@pytest.mark.parametrize("context", [0, 1, 3])
def test_apply(context):
    first = list("abcdefghij")
    second = list("xabdefyghiz")
    assert apply_patch(first, unified(first, second, context)) == second


def test_apply_to_nothing_and_to_the_end():
    assert apply_patch([], ["@@ -0,0 +1 @@", "+a"]) == ["a"]
    assert apply_patch(["a"], ["@@ -1,0 +2 @@", "+b"]) == ["a", "b"]
    assert apply_patch(["a", "b"], []) == ["a", "b"]


def test_what_does_not_fit():
    with pytest.raises(PatchError):
        apply_patch(["a", "b"], ["@@ -1,2 +1 @@", " a", "-x"])
    with pytest.raises(PatchError):
        apply_patch(["a"], ["@@ -1,2 +1 @@", " a", "-b"])
    with pytest.raises(PatchError):
        apply_patch(["a"], ["@@ -5 +5 @@", "-a"])
