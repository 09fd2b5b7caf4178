"""Tasks in time: what runs when, on how many workers, and what goes wrong."""
import heapq


class Task:
    def __init__(self, name, duration, after=(), priority=0):
        self.name = name
        self.duration = duration
        self.after = tuple(after)
        self.priority = priority


class PlanError(ValueError):
    pass


def check(tasks):
    """Throws when a name is used twice, or something waits for what is not there."""
    names = [task.name for task in tasks]
    if len(set(names)) < len(names):
        raise PlanError("name used twice")
    for task in tasks:
        for before in task.after:
            if before not in names:
                raise PlanError(f"{task.name} waits for unknown {before}")


def plan(tasks, workers):
    """Start and end of each task, as {name: (start, end)}: whenever a worker is free it takes what is ready, the
    highest priority first, then in the order given."""
    check(tasks)
    if workers < 1:
        raise PlanError("no workers")
    by_name = {task.name: task for task in tasks}
    order = {task.name: index for index, task in enumerate(tasks)}
    missing = {task.name: len(set(task.after)) for task in tasks}
    followers = {task.name: [] for task in tasks}
    for task in tasks:
        for before in set(task.after):
            followers[before].append(task.name)
    ready = []
    for task in tasks:
        if missing[task.name] == 0:
            heapq.heappush(ready, (-task.priority, order[task.name], task.name))
    running = []
    times = {}
    now = 0
    while ready or running:
        while ready and len(running) < workers:
            _, _, name = heapq.heappop(ready)
            end = now + by_name[name].duration
            times[name] = (now, end)
            heapq.heappush(running, (end, order[name], name))
        now = running[0][0]
        # All that end now, before anything new is begun.
        while running and running[0][0] == now:
            _, _, ended = heapq.heappop(running)
            for name in followers[ended]:
                missing[name] -= 1
                if missing[name] == 0:
                    heapq.heappush(ready, (-by_name[name].priority, order[name], name))
    if len(times) < len(tasks):
        stuck = [task.name for task in tasks if task.name not in times]
        raise PlanError("tasks wait for each other: " + ", ".join(stuck))
    return times


def makespan(times):
    return max((end for _, end in times.values()), default=0)


def critical_path(tasks):
    """The chain of tasks that takes longest, and how long it takes."""
    check(tasks)
    by_name = {task.name: task for task in tasks}
    longest = {}

    def visit(name, trail):
        if name in trail:
            raise PlanError("tasks wait for each other")
        if name not in longest:
            task = by_name[name]
            before = [visit(each, trail | {name}) for each in task.after]
            path, length = max(before, key=lambda found: found[1], default=((), 0))
            longest[name] = (path + (name,), length + task.duration)
        return longest[name]

    found = [visit(task.name, frozenset()) for task in tasks]
    path, length = max(found, key=lambda each: each[1], default=((), 0))
    return list(path), length


def utilisation(times, workers):
    """The share of the workers' time that is used."""
    total = makespan(times) * workers
    if total == 0:
        return 0.0
    return sum(end - start for start, end in times.values()) / total


class Timer:
    """Calls in the order of their times; those of the same time in the order in which they were added."""

    def __init__(self):
        self.now = 0
        self._queue = []
        self._count = 0
        self._cancelled = set()

    def at(self, time, call):
        if time < self.now:
            raise ValueError("time has passed")
        self._count += 1
        heapq.heappush(self._queue, (time, self._count, call))
        return self._count

    def every(self, interval, call):
        """Calls again and again until the call returns False."""
        if interval <= 0:
            raise ValueError("interval must be positive")

        def again():
            if call() is not False:
                self.at(self.now + interval, again)

        return self.at(self.now + interval, again)

    def cancel(self, handle):
        self._cancelled.add(handle)

    def run_until(self, time):
        """Makes all calls up to this time, included, also those that are added meanwhile."""
        while self._queue and self._queue[0][0] <= time:
            due, handle, call = heapq.heappop(self._queue)
            if handle in self._cancelled:
                self._cancelled.discard(handle)
                continue
            self.now = due
            call()
        self.now = max(self.now, time)
