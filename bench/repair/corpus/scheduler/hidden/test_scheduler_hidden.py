import random

import pytest

from scheduler import PlanError, Task, Timer, check, critical_path, makespan, plan, utilisation


def some(seed):
    rng = random.Random(seed)
    names = [f"t{n}" for n in range(rng.randint(0, 7))]
    tasks = [
        Task(name, rng.randint(1, 4), [rng.choice(names[:i]) for _ in range(rng.randint(0, 2))] if i else [], rng.randint(0, 2))
        for i, name in enumerate(names)
    ]
    rng.shuffle(tasks)
    return tasks


def simulate(tasks, workers):
    times, now = {}, 0
    while len(times) < len(tasks):
        busy = sum(start <= now < end for start, end in times.values())
        ready = [t for t in tasks if t.name not in times and all(b in times and times[b][1] <= now for b in t.after)]
        ready.sort(key=lambda t: -t.priority)
        for task in ready[: workers - busy]:
            times[task.name] = (now, now + task.duration)
        now += 1
    return times


@pytest.mark.parametrize("seed", range(120))
def test_plans_against_stepping(seed):
    tasks = some(seed)
    for workers in (1, 2, 3):
        times = plan(tasks, workers)
        assert times == simulate(tasks, workers)
        assert makespan(times) == max([end for _, end in times.values()], default=0)
        work = sum(task.duration for task in tasks)
        assert utilisation(times, workers) == pytest.approx(work / (makespan(times) * workers) if tasks else 0)
    path, length = critical_path(tasks)
    by_name = {task.name: task for task in tasks}
    assert length == sum(by_name[name].duration for name in path)
    assert all(before in by_name[name].after for before, name in zip(path, path[1:]))
    assert length == makespan(plan(tasks, max(1, len(tasks))))


@pytest.mark.parametrize("seed", range(60))
def test_what_ends_at_the_same_time_counts_together(seed):
    rng = random.Random(seed)
    tasks = [Task(f"a{n}", 1) for n in range(3)]
    tasks += [Task(f"b{n}", rng.randint(1, 2), [f"a{rng.randint(0, 2)}"], rng.randint(0, 9)) for n in range(5)]
    for workers in (2, 3):
        assert plan(tasks, workers) == simulate(tasks, workers)


@pytest.mark.parametrize("tasks, words", [
    ([Task("a", 1, ["a"])], "a"),
    ([Task("a", 1, ["c"]), Task("b", 1, ["a"]), Task("c", 1, ["b"])], "a, b, c"),
    ([Task("x", 1), Task("a", 1, ["b", "x"]), Task("b", 1, ["a"])], "a, b"),
])
def test_circles(tasks, words):
    with pytest.raises(PlanError, match=words):
        plan(tasks, 2)
    with pytest.raises(PlanError):
        critical_path(tasks)


def test_checks():
    with pytest.raises(PlanError):
        check([Task("a", 1), Task("b", 1), Task("a", 1)])
    with pytest.raises(PlanError, match="a waits for unknown b"):
        check([Task("a", 1, ["b"])])
    check([])
    for workers in (0, -1):
        with pytest.raises(PlanError):
            plan([], workers)


@pytest.mark.parametrize("seed", range(30))
def test_timer_order(seed):
    rng = random.Random(seed)
    timer, seen, expected, handles = Timer(), [], [], []
    for index in range(rng.randint(1, 12)):
        time = rng.randint(0, 6)
        handles.append(timer.at(time, lambda index=index: seen.append((timer.now, index))))
        expected.append((time, index))
    gone = [index for index in range(len(handles)) if rng.random() < 0.3]
    for index in gone:
        timer.cancel(handles[index])
    for until in (2, 2, 5, 9):
        timer.run_until(until)
        assert timer.now == until
        assert seen == sorted(each for each in expected if each[0] <= until and each[1] not in gone)


def test_timer_edges():
    timer, seen = Timer(), []
    timer.run_until(3)
    timer.at(3, lambda: seen.append("now"))
    timer.run_until(3)
    assert seen == ["now"]
    timer.run_until(1)
    assert timer.now == 3
    with pytest.raises(ValueError):
        timer.at(2.9, print)
    for interval in (0, -1):
        with pytest.raises(ValueError):
            timer.every(interval, print)


def test_every_goes_on_unless_told_false():
    timer, seen = Timer(), []
    timer.run_until(1)
    timer.every(3, lambda: seen.append(timer.now))
    timer.every(4, lambda: 0)
    timer.run_until(10)
    assert seen == [4, 7, 10]
    first = Timer()
    handle = first.every(2, lambda: seen.append("x"))
    first.cancel(handle)
    first.run_until(10)
    assert "x" not in seen


def test_calls_added_for_now_are_made():
    timer, seen = Timer(), []
    timer.at(2, lambda: timer.at(2, lambda: seen.append("same")))
    timer.at(2, lambda: seen.append("before"))
    timer.run_until(2)
    assert seen == ["before", "same"]
