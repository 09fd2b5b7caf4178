import random

import pytest

from b_round_robin import round_robin


def tick_by_tick(jobs, quantum):
    queue, done, left = [], {}, {name: needed for name, _, needed in jobs}
    running, turn, time = None, 0, 0
    while len(done) < len(jobs):
        queue += [name for name, arrival, _ in jobs if arrival == time]
        if running is not None and turn == quantum:
            queue.append(running)
            running = None
        if running is None and queue:
            running, turn = queue.pop(0), 0
        time += 1
        if running is not None:
            left[running] -= 1
            turn += 1
            if left[running] == 0:
                done[running] = time
                running = None
    return done


@pytest.mark.parametrize("seed", range(120))
def test_against_ticks(seed):
    made = random.Random(seed)
    jobs = [(name, made.randrange(12), made.randrange(1, 7)) for name in "abcdefg"[: made.randrange(1, 8)]]
    given = list(jobs)
    for quantum in (1, 2, 3, 5):
        assert round_robin(jobs, quantum) == tick_by_tick(jobs, quantum)
    assert jobs == given
