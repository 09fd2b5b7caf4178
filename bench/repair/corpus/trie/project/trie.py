"""Words by their letters: prefixes, completion, near words."""


class _Node:
    __slots__ = ("children", "count", "value")

    def __init__(self):
        self.children = {}
        self.count = 0
        self.value = None


class Trie:
    """Words with values. `count` of a node is the number of words at it or below it."""

    def __init__(self, words=()):
        self._root = _Node()
        self._ends = set()
        for word in words:
            self.insert(word)

    def __len__(self):
        return self._root.count

    def __contains__(self, word):
        node = self._find(word)
        return node is not None and id(node) in self._ends

    def _find(self, prefix):
        node = self._root
        for letter in prefix:
            node = node.children.get(letter)
            if node is None:
                return None
        return node

    def insert(self, word, value=None):
        """Adds a word, or gives it another value; returns whether it is new."""
        new = word not in self
        node = self._root
        if new:
            node.count += 1
        for letter in word:
            node = node.children.setdefault(letter, _Node())
            if new:
                node.count += 1
        node.value = value
        self._ends.add(id(node))
        return new

    def get(self, word, default=None):
        node = self._find(word)
        if node is None or id(node) not in self._ends:
            return default
        return node.value

    def remove(self, word):
        """Takes a word away, with the nodes that only it needed; returns whether it was there."""
        if word not in self:
            return False
        path = [self._root]
        for letter in word:
            path.append(path[-1].children[letter])
        self._ends.discard(id(path[-1]))
        path[-1].value = None
        for node in path:
            node.count -= 1
        for index in range(len(word), 0, -1):
            if path[index].count == 0:
                del path[index - 1].children[word[index - 1]]
        return True

    def count_prefix(self, prefix):
        node = self._find(prefix)
        return 0 if node is None else node.count

    def words(self, prefix=""):
        """All words with this prefix, sorted."""
        start = self._find(prefix)
        if start is None:
            return []
        found = []
        stack = [(start, prefix)]
        while stack:
            node, word = stack.pop()
            if id(node) in self._ends:
                found.append(word)
            for letter in sorted(node.children, reverse=True):
                stack.append((node.children[letter], word + letter))
        return found

    def longest_prefix_of(self, text):
        """The longest word that the text begins with; None when there is none."""
        node = self._root
        longest = "" if id(node) in self._ends else None
        for index, letter in enumerate(text):
            node = node.children.get(letter)
            if node is None:
                break
            if id(node) in self._ends:
                longest = text[: index + 1]
        return longest

    def common_prefix(self):
        """The longest prefix that all words have."""
        node = self._root
        prefix = ""
        while len(node.children) == 1 and id(node) not in self._ends:
            letter, node = next(iter(node.children.items()))
            prefix += letter
        return prefix

    def near(self, word, distance):
        """Words within that edit distance, nearest first, then sorted."""
        results = []
        first_row = list(range(len(word) + 1))
        if id(self._root) in self._ends and first_row[-1] <= distance:
            results.append((first_row[-1], ""))
        stack = [(self._root.children[letter], letter, first_row) for letter in self._root.children]
        while stack:
            node, text, above = stack.pop()
            row = [above[0] + 1]
            for index, letter in enumerate(word, start=1):
                change = 0 if letter == text[-1] else 1
                row.append(min(row[index - 1] + 1, above[index] + 1, above[index - 1] + change))
            if id(node) in self._ends and row[-1] <= distance:
                results.append((row[-1], text))
            if min(row) <= distance:
                stack.extend((node.children[letter], text + letter, row) for letter in node.children)
        return [text for _, text in sorted(results)]
