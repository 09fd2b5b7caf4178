"""Round robin scheduling of jobs on one processor."""
from collections import deque


def round_robin(jobs, quantum):
    """When each job (name, arrival, time it needs) is finished, as a dict.

    A job that arrives when another's turn ends is queued before that one.
    """
    waiting = deque(sorted(jobs, key=lambda job: job[1]))
    ready = deque()
    finished = {}
    clock = 0

    def admit():
        while waiting and waiting[0][1] <= clock:
            name, _, needed = waiting.popleft()
            ready.append((name, needed))

    while waiting or ready:
        if not ready:
            clock = max(clock, waiting[0][1])
            admit()
        name, left = ready.popleft()
        spent = min(quantum, left)
        clock += spent
        admit()
        if left > spent:
            ready.append((name, left - spent))
        else:
            finished[name] = clock
    return finished
