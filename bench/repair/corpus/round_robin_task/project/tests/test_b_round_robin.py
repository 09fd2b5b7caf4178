from b_round_robin import round_robin


def test_one_job():
    assert round_robin([("a", 0, 5)], 2) == {"a": 5}


def test_all_at_once():
    assert round_robin([("a", 0, 4), ("b", 0, 3), ("c", 0, 2)], 2) == {"c": 6, "a": 8, "b": 9}


def test_later_arrivals():
    assert round_robin([("a", 0, 5), ("b", 1, 3), ("c", 2, 1)], 2) == {"a": 9, "b": 8, "c": 5}


def test_idle_time():
    assert round_robin([("a", 3, 2), ("b", 10, 1)], 4) == {"a": 5, "b": 11}


def test_arrival_at_the_end_of_a_turn():
    assert round_robin([("a", 0, 4), ("b", 2, 2)], 2) == {"b": 4, "a": 6}


def test_long_quantum():
    assert round_robin([("x", 0, 3), ("y", 0, 4)], 100) == {"x": 3, "y": 7}


def test_no_jobs():
    assert round_robin([], 1) == {}
