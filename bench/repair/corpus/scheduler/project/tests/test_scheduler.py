import pytest

from scheduler import PlanError, Task, Timer, critical_path, makespan, plan, utilisation


def test_one_worker():
    assert plan([Task("a", 2), Task("b", 3)], 1) == {"a": (0, 2), "b": (2, 5)}


def test_two_workers():
    times = plan([Task("a", 2), Task("b", 5), Task("c", 1), Task("d", 1)], 2)
    assert times == {"a": (0, 2), "b": (0, 5), "c": (2, 3), "d": (3, 4)}


def test_tasks_wait_for_others():
    tasks = [Task("c", 1, after=["a", "b"]), Task("a", 2), Task("b", 3), Task("d", 1, after=["a"])]
    assert plan(tasks, 2) == {"a": (0, 2), "b": (0, 3), "d": (2, 3), "c": (3, 4)}


def test_waiting_twice_for_the_same():
    assert plan([Task("a", 1), Task("b", 1, after=["a", "a"])], 1) == {"a": (0, 1), "b": (1, 2)}


def test_priorities():
    tasks = [Task("low", 1), Task("high", 1, priority=5), Task("mid", 1, priority=2), Task("mid2", 1, priority=2)]
    times = plan(tasks, 1)
    assert sorted(times, key=times.get) == ["high", "mid", "mid2", "low"]


def test_what_becomes_ready_at_the_same_time_is_compared():
    tasks = [Task("a", 1), Task("b", 1), Task("after-a", 1, after=["a"]), Task("after-b", 1, after=["b"], priority=9)]
    times = plan(tasks, 2)
    assert times["after-b"] == (1, 2)
    tasks.append(Task("long", 1, after=["b"], priority=5))
    assert plan(tasks, 2)["after-a"] == (2, 3)


@pytest.mark.parametrize("tasks", [
    [Task("a", 1), Task("a", 2)],
    [Task("a", 1, after=["x"])],
    [Task("a", 1, after=["b"]), Task("b", 1, after=["a"]), Task("c", 1)],
])
def test_bad_plans(tasks):
    with pytest.raises(PlanError):
        plan(tasks, 2)
    with pytest.raises(PlanError):
        critical_path(tasks)


def test_needs_a_worker():
    with pytest.raises(PlanError):
        plan([Task("a", 1)], 0)


def test_critical_path():
    tasks = [Task("a", 2), Task("b", 4), Task("c", 3, after=["a"]), Task("d", 1, after=["b", "c"])]
    assert critical_path(tasks) == (["a", "c", "d"], 6)
    assert critical_path([]) == ([], 0)


def test_figures():
    times = plan([Task("a", 2), Task("b", 4)], 2)
    assert makespan(times) == 4
    assert utilisation(times, 2) == 0.75
    assert utilisation({}, 2) == 0.0


def test_timer():
    timer, seen = Timer(), []
    timer.at(5, lambda: seen.append("late"))
    timer.at(2, lambda: seen.append("first"))
    timer.at(2, lambda: seen.append("second"))
    timer.run_until(4)
    assert seen == ["first", "second"] and timer.now == 4
    timer.run_until(5)
    assert seen[-1] == "late"
    with pytest.raises(ValueError):
        timer.at(4, print)


def test_calls_that_are_added_meanwhile():
    timer, seen = Timer(), []
    timer.at(1, lambda: timer.at(2, lambda: seen.append(timer.now)))
    timer.run_until(3)
    assert seen == [2]


def test_every_and_cancel():
    timer, seen = Timer(), []
    timer.every(2, lambda: seen.append(timer.now))
    handle = timer.at(3, lambda: seen.append("never"))
    timer.cancel(handle)
    timer.run_until(7)
    assert seen == [2, 4, 6]
    timer, seen = Timer(), []
    timer.every(1, lambda: seen.append(timer.now) or len(seen) < 2)
    timer.run_until(9)
    assert seen == [1, 2]
