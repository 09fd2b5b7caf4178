import functools

from natural_sort import group_ranges, natural_compare, natural_index, natural_sorted, natural_key, order_by_index, path_key


def test_numbers_by_value():
    assert natural_sorted(["a10", "a9", "a1", "a100"]) == ["a1", "a9", "a10", "a100"]


def test_several_numbers():
    assert natural_sorted(["v1.10.0", "v1.9.12", "v1.9.2"]) == ["v1.9.2", "v1.9.12", "v1.10.0"]


def test_texts_that_begin_with_numbers_come_first():
    assert natural_sorted(["b", "2b", "a", "10a"]) == ["2b", "10a", "a", "b"]
    assert natural_sorted(["x", "xa", "x5"]) == ["x", "x5", "xa"]


def test_same_value_keeps_order():
    assert natural_sorted(["a01", "a1", "a001"]) == ["a01", "a1", "a001"]


def test_case():
    assert natural_sorted(["b", "C", "a", "B2", "b1"]) == ["B2", "C", "a", "b", "b1"]
    assert natural_sorted(["b", "C", "a", "B2", "b1"], ignore_case=True) == ["a", "b", "b1", "B2", "C"]


def test_signed():
    assert natural_sorted(["-5", "3", "-10"], signed=True) == ["-10", "-5", "3"]
    assert natural_sorted(["t -5", "t 3", "t -10"], signed=True) == ["t -10", "t -5", "t 3"]
    assert natural_sorted(["a-5", "a-10"], signed=True) == ["a-5", "a-10"]


def test_numbers_and_texts():
    assert natural_sorted(["5", 4.5, "a", 10]) == [4.5, "5", 10, "a"]


def test_none_and_nan_come_first():
    nan = float("nan")
    result = natural_sorted([3, nan, None, "1"])
    assert result[0] is None
    assert result[1] is nan
    assert result[2:] == ["1", 3]


def test_lists():
    assert natural_sorted([["a", "10"], ["a", "9"], ["A", "1"]]) == [["A", "1"], ["a", "9"], ["a", "10"]]
    assert natural_sorted([["b", "1"], ["A", "2"]], ignore_case=True) == [["A", "2"], ["b", "1"]]
    assert natural_sorted([["b"], ["A"], ["B"], ["a"]], ignore_case=True) == [["A"], ["a"], ["b"], ["B"]]


def test_key_and_reverse():
    files = [{"name": "f2"}, {"name": "f10"}, {"name": "f1"}]
    assert [f["name"] for f in natural_sorted(files, key=lambda f: f["name"], reverse=True)] == ["f10", "f2", "f1"]


def test_paths():
    paths = ["/p/q (1)/o.x", "/p/q/o.x", "/p/q (10)/o.x", "/p/q/o (1).x", "/p/q (2)/o.x"]
    assert sorted(paths, key=path_key) == ["/p/q/o.x", "/p/q/o (1).x", "/p/q (1)/o.x", "/p/q (2)/o.x", "/p/q (10)/o.x"]
    assert sorted(["b.2", "a.10", "a.9", "a"], key=path_key) == ["a", "a.9", "a.10", "b.2"]


def test_index():
    names = ["x3", "x1", "x2"]
    index = natural_index(names)
    assert index == [1, 2, 0]
    assert order_by_index("cab", index) == ["a", "b", "c"]
    assert natural_index(["b1", "a10", "c9"], key=lambda name: name[1:], reverse=True) == [1, 2, 0]


def test_compare():
    assert natural_compare("a2", "a10") == -1
    assert natural_compare("a02", "a2") == 0
    assert natural_compare("B", "a", ignore_case=True) == 1
    assert sorted(["z11", "z2"], key=functools.cmp_to_key(natural_compare)) == ["z2", "z11"]


def test_key_can_be_compared():
    assert natural_key("a1b") < natural_key("a1c") < natural_key("a2")


def test_ranges():
    assert group_ranges(["img10", "img1", "img3", "img2", "img11", "cover"]) == [("cover", "cover"), ("img1", "img3"), ("img10", "img11")]
    assert group_ranges(["a1", "b2"]) == [("a1", "a1"), ("b2", "b2")]
