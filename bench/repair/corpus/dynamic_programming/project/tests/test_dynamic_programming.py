import pytest

from dynamic_programming import (
    alignment_distance,
    best_schedule,
    count_segmentations,
    count_ways,
    fewest_coins,
    largest_product,
    longest_common_substring,
    longest_palindromic_subsequence,
    matrix_chain_cost,
)


@pytest.mark.parametrize("coins, amount, count", [([1, 2, 5], 11, 3), ([1, 3, 4], 6, 2), ([2], 3, None), ([5, 7], 0, 0), ([9, 6, 1], 12, 2)])
def test_fewest_coins(coins, amount, count):
    assert fewest_coins(coins, amount) == count


def test_count_ways():
    assert count_ways([1, 2, 5], 5) == 4
    assert count_ways([2, 3], 7) == 1
    assert count_ways([2], 3) == 0
    assert count_ways([3, 3], 6) == 1
    assert count_ways([7], 0) == 1


def test_common_substring():
    assert longest_common_substring("bananas", "kanana") == "anana"
    assert longest_common_substring("abcxyz", "xyzabc") == "abc"
    assert longest_common_substring("ace", "abcde") == "a"
    assert longest_common_substring("abc", "") == ""


def test_palindromic_subsequence():
    assert longest_palindromic_subsequence("character") == 5
    assert longest_palindromic_subsequence("bbbab") == 4
    assert longest_palindromic_subsequence("abc") == 1
    assert longest_palindromic_subsequence("aa") == 2
    assert longest_palindromic_subsequence("") == 0


def test_matrix_chain():
    assert matrix_chain_cost([10, 30, 5, 60]) == 4500
    assert matrix_chain_cost([30, 35, 15, 5, 10, 20, 25]) == 15125
    assert matrix_chain_cost([5, 4]) == 0
    assert matrix_chain_cost([]) == 0


def test_best_schedule():
    assert best_schedule([(1, 3, 50), (2, 5, 20), (3, 10, 100), (6, 19, 200)]) == 250
    assert best_schedule([(0, 6, 60), (5, 9, 50), (1, 4, 30), (5, 7, 30), (7, 8, 10)]) == 80
    assert best_schedule([]) == 0


def test_jobs_may_touch():
    assert best_schedule([(0, 1, 1), (1, 2, 1), (2, 3, 1)]) == 3


def test_jobs_in_any_order():
    assert best_schedule([(8, 9, 4), (0, 2, 3), (1, 8, 5)]) == 9


def test_segmentations():
    assert count_segmentations("catsanddog", ["cat", "cats", "and", "sand", "dog"]) == 2
    assert count_segmentations("aaaa", ["a", "aa"]) == 5
    assert count_segmentations("abc", ["ab", "bc"]) == 0
    assert count_segmentations("", ["a"]) == 1


@pytest.mark.parametrize("a, b, count", [("abcd", "acbd", 1), ("ca", "abc", 3), ("", "abc", 3), ("abc", "", 3), ("sunday", "saturday", 3), ("same", "same", 0), ("ab", "ba", 1)])
def test_alignment_distance(a, b, count):
    assert alignment_distance(a, b) == count


def test_largest_product():
    assert largest_product([2, 3, -2, 4]) == 6
    assert largest_product([-2, 3, -4]) == 24
    assert largest_product([-2, 0, -1]) == 0
    assert largest_product([-3]) == -3
    assert largest_product([0.5, 4, -1, 2]) == 4
