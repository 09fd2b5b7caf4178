import random

import pytest

from b_rotated_search import rotation, search


@pytest.mark.parametrize("length", range(1, 13))
def test_every_rotation(length):
    numbers = list(range(1, 2 * length, 2))
    for shift in range(length):
        turned = numbers[shift:] + numbers[:shift]
        assert rotation(turned) == turned.index(1)
        for target in range(2 * length + 1):
            assert search(turned, target) == (turned.index(target) if target in turned else -1)


@pytest.mark.parametrize("seed", range(30))
def test_random_numbers(seed):
    made = random.Random(seed)
    numbers = sorted(made.sample(range(-50, 50), made.randrange(1, 40)))
    shift = made.randrange(len(numbers))
    turned = numbers[shift:] + numbers[:shift]
    assert turned[rotation(turned)] == min(turned)
    for target in range(-52, 52):
        assert search(turned, target) == (turned.index(target) if target in turned else -1)
