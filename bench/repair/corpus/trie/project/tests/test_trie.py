import pytest

from trie import Trie


@pytest.fixture
def trie():
    return Trie(["car", "card", "care", "cat", "dog"])


def test_contains_words_only(trie):
    assert "car" in trie and "card" in trie
    assert "ca" not in trie and "cards" not in trie and "" not in trie


def test_length(trie):
    assert len(trie) == 5
    assert trie.insert("car") is False
    assert trie.insert("cart") is True
    assert len(trie) == 6


def test_values(trie):
    trie.insert("car", 1)
    trie.insert("zero", 0)
    assert trie.get("car") == 1
    assert trie.get("zero", 5) == 0
    assert trie.get("ca", "none") == "none"


def test_words(trie):
    assert trie.words() == ["car", "card", "care", "cat", "dog"]
    assert trie.words("car") == ["car", "card", "care"]
    assert trie.words("x") == []


def test_count_prefix(trie):
    assert trie.count_prefix("car") == 3
    assert trie.count_prefix("") == 5
    assert trie.count_prefix("dogs") == 0


def test_remove(trie):
    assert trie.remove("car") is True
    assert trie.remove("car") is False
    assert trie.remove("ca") is False
    assert "car" not in trie and "card" in trie
    assert trie.count_prefix("ca") == 3
    assert len(trie) == 4


def test_remove_drops_nodes_that_are_not_needed(trie):
    trie.remove("dog")
    assert trie.words("d") == []
    assert trie.common_prefix() == "ca"


def test_longest_prefix_of(trie):
    assert trie.longest_prefix_of("cardigan") == "card"
    assert trie.longest_prefix_of("cab") is None
    assert trie.longest_prefix_of("cat") == "cat"


def test_common_prefix():
    assert Trie(["flower", "flow", "flowing"]).common_prefix() == "flow"
    assert Trie(["flow", "flowers"]).common_prefix() == "flow"
    assert Trie(["a", "b"]).common_prefix() == ""
    assert Trie(["alone"]).common_prefix() == "alone"


def test_near(trie):
    assert trie.near("cat", 0) == ["cat"]
    assert trie.near("cat", 1) == ["cat", "car"]
    assert trie.near("cards", 1) == ["card"]
    assert trie.near("car", 1) == ["car", "card", "care", "cat"]
    assert trie.near("dig", 1) == ["dog"]
