"""Classic problems that are solved from the answers to smaller ones."""
from bisect import bisect_right


def fewest_coins(coins, amount):
    """The smallest number of coins that make the amount, None when they cannot."""
    fewest = [0] + [None] * amount
    for part in range(1, amount + 1):
        for coin in coins:
            if coin <= part and fewest[part - coin] is not None:
                count = fewest[part - coin] + 1
                if fewest[part] is None or count < fewest[part]:
                    fewest[part] = count
    return fewest[amount]


def count_ways(coins, amount):
    """How many different handfuls of coins make the amount; their order does not matter."""
    ways = [1] + [0] * amount
    for coin in set(coins):
        for part in range(coin, amount + 1):
            ways[part] += ways[part - coin]
    return ways[amount]


def longest_common_substring(a, b):
    """The longest text that is a part of both, the first in `a` of several."""
    best_end, best_length = 0, 0
    previous = [0] * (len(b) + 1)
    for i in range(1, len(a) + 1):
        current = [0] * (len(b) + 1)
        for j in range(1, len(b) + 1):
            if a[i - 1] == b[j - 1]:
                current[j] = previous[j - 1] + 1
                if current[j] > best_length:
                    best_end, best_length = i, current[j]
        previous = current
    return a[best_end - best_length : best_end]


def longest_palindromic_subsequence(text):
    """The length of the longest palindrome that is left when characters are taken out."""
    n = len(text)
    length = [[0] * n for _ in range(n)]
    for start in range(n - 1, -1, -1):
        length[start][start] = 1
        for end in range(start + 1, n):
            if text[start] == text[end]:
                inner = length[start + 1][end - 1] if end - start > 1 else 0
                length[start][end] = inner + 2
            else:
                length[start][end] = max(length[start + 1][end], length[start][end - 1])
    return length[0][n - 1] if n else 0


def matrix_chain_cost(sizes):
    """The fewest multiplications for a product of matrices; the i-th has sizes[i] rows and sizes[i + 1] columns."""
    count = len(sizes) - 1
    cost = [[0] * count for _ in range(count)]
    for length in range(2, count + 1):
        for first in range(count - length + 1):
            last = first + length - 1
            cost[first][last] = min(
                cost[first][split] + cost[split + 1][last] + sizes[first] * sizes[split + 1] * sizes[last + 1]
                for split in range(first, last)
            )
    return cost[0][count - 1] if count > 0 else 0


def best_schedule(jobs):
    """The largest value of jobs (start, end, value) that do not overlap; one may begin when another ends."""
    jobs = sorted(jobs, key=lambda job: job[1])
    ends = [end for _, end, _ in jobs]
    best = [0]
    for index, (start, _, value) in enumerate(jobs):
        before = bisect_right(ends, start, 0, index)
        best.append(max(best[-1], best[before] + value))
    return best[-1]


def count_segmentations(text, words):
    """In how many ways the text is a sequence of these words."""
    words = set(words)
    ways = [1] + [0] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(end):
            if text[start:end] in words:
                ways[end] += ways[start]
    return ways[len(text)]


def alignment_distance(a, b):
    """Insertions, deletions, substitutions and swaps of neighbours that turn one text into the other."""
    distance = [[max(i, j) if 0 in (i, j) else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            substitution = 0 if a[i - 1] == b[j - 1] else 1
            distance[i][j] = min(
                distance[i - 1][j] + 1,
                distance[i][j - 1] + 1,
                distance[i - 1][j - 1] + substitution,
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                distance[i][j] = min(distance[i][j], distance[i - 2][j - 2] + 1)
    return distance[len(a)][len(b)]


def largest_product(numbers):
    """The largest product of neighbours, at least one of them."""
    best = highest = lowest = numbers[0]
    for number in numbers[1:]:
        candidates = (number, highest * number, lowest * number)
        highest, lowest = max(candidates), min(candidates)
        best = max(best, highest)
    return best
