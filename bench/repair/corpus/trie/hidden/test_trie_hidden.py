import itertools
import os
import random

import pytest

from trie import Trie

ALL = ["".join(letters) for size in range(4) for letters in itertools.product("ab", repeat=size)]


def distance(a, b):
    rows = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, rows[0] = rows[0], i
        for j, y in enumerate(b, 1):
            before, rows[j] = rows[j], min(rows[j] + 1, rows[j - 1] + 1, before + (x != y))
    return rows[-1]


@pytest.mark.parametrize("seed", range(40))
def test_against_a_dictionary(seed):
    rng = random.Random(seed)
    trie, model = Trie(), {}
    for step in range(60):
        word = rng.choice(ALL)
        if rng.random() < 0.55:
            assert trie.insert(word, step) is (word not in model)
            model[word] = step
        else:
            assert trie.remove(word) is (word in model)
            model.pop(word, None)
        assert len(trie) == len(model)
        other = rng.choice(ALL)
        assert (other in trie) == (other in model)
        assert trie.get(other, "none") == model.get(other, "none")
        assert trie.count_prefix(other) == sum(each.startswith(other) for each in model)
        assert trie.words(other) == sorted(each for each in model if each.startswith(other))
        fitting = [each for each in model if other.startswith(each)]
        assert trie.longest_prefix_of(other) == (max(fitting, key=len) if fitting else None)
        assert trie.common_prefix() == os.path.commonprefix(list(model))
        limit = rng.randint(0, 3)
        expected = sorted((distance(each, other), each) for each in model if distance(each, other) <= limit)
        assert trie.near(other, limit) == [each for _, each in expected]


def test_nodes_do_not_pile_up():
    trie = Trie(["a"])
    for word in ("abcdef", "abc", "xyz"):
        trie.insert(word)
        trie.remove(word)
    assert list(trie._root.children) == ["a"] and trie._root.children["a"].children == {}


def test_empty_word_and_values():
    trie = Trie([""])
    assert "" in trie and len(trie) == 1 and trie.words() == [""]
    assert trie.longest_prefix_of("x") == "" and trie.near("a", 1) == [""] and trie.common_prefix() == ""
    trie.insert("k", None)
    assert trie.get("k", 5) is None and trie.get("j", 5) == 5
    trie.insert("k", 1)
    trie.remove("k")
    assert trie.get("k") is None
