"""What changed between two lists of lines, as operations and in the unified format."""
import re
from collections import namedtuple

# Lines first[start:stop] became second[other_start:other_stop]; kind is equal, insert, delete or replace.
Change = namedtuple("Change", "kind start stop other_start other_stop")
HEADER = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


class PatchError(ValueError):
    """The patch does not fit."""


def _common(first, second):
    """Pairs of places of a longest common subsequence, in order."""
    length = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i in range(len(first) - 1, -1, -1):
        for j in range(len(second) - 1, -1, -1):
            if first[i] == second[j]:
                length[i][j] = length[i + 1][j + 1] + 1
            else:
                length[i][j] = max(length[i + 1][j], length[i][j + 1])
    i = j = 0
    pairs = []
    while i < len(first) and j < len(second):
        if first[i] == second[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif length[i + 1][j] >= length[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def changes(first, second):
    """Operations that cover both from their beginning to their end; two of a kind never follow each other."""
    result = []
    i = j = 0
    for a, b in [*_common(first, second), (len(first), len(second))]:
        if i < a or j < b:
            kind = "replace" if i < a and j < b else "delete" if i < a else "insert"
            result.append(Change(kind, i, a, j, b))
        if a < len(first):
            last = result[-1] if result else None
            if last is not None and last.kind == "equal":
                result[-1] = last._replace(stop=a + 1, other_stop=b + 1)
            else:
                result.append(Change("equal", a, a + 1, b, b + 1))
        i, j = a + 1, b + 1
    return result


def hunks(first, second, context=3):
    """Groups of operations with that many equal lines around them; those that would touch are one."""
    groups = [[]]
    found = changes(first, second)
    for index, change in enumerate(found):
        kind, start, stop, other_start, other_stop = change
        if kind != "equal":
            groups[-1].append(change)
            continue
        head = change._replace(stop=min(stop, start + context), other_stop=min(other_stop, other_start + context))
        tail = change._replace(start=max(start, stop - context), other_start=max(other_start, other_stop - context))
        if index == 0:
            groups[-1].append(tail)
        elif index == len(found) - 1:
            groups[-1].append(head)
        elif stop - start > 2 * context:
            groups[-1].append(head)
            groups.append([tail])
        else:
            groups[-1].append(change)
    return [group for group in groups if any(change.kind != "equal" for change in group)]


def _range(start, stop):
    """As the format writes it: counted from 1, and the line before where there is none."""
    count = stop - start
    if count == 1:
        return f"{start + 1}"
    return f"{start if count == 0 else start + 1},{count}"


def unified(first, second, context=3):
    """The lines of a unified diff, without names of files; none when nothing changed."""
    lines = []
    for group in hunks(first, second, context):
        old, new = _range(group[0].start, group[-1].stop), _range(group[0].other_start, group[-1].other_stop)
        lines.append(f"@@ -{old} +{new} @@")
        for kind, start, stop, other_start, other_stop in group:
            if kind == "equal":
                lines.extend(" " + line for line in first[start:stop])
                continue
            lines.extend("-" + line for line in first[start:stop])
            lines.extend("+" + line for line in second[other_start:other_stop])
    return lines


def apply_patch(first, patch):
    """The second list, from the first and a unified diff. Raises PatchError when a line is not as expected."""
    result = []
    at = 0
    for line in patch:
        header = HEADER.match(line)
        if header:
            start = int(header[1]) if header[2] == "0" else int(header[1]) - 1
            if start < at or start > len(first):
                raise PatchError(f"a hunk begins at line {start + 1}")
            result.extend(first[at:start])
            at = start
        elif line[:1] == "+":
            result.append(line[1:])
        else:
            if at >= len(first) or first[at] != line[1:]:
                raise PatchError(f"line {at + 1} is not {line[1:]!r}")
            if line[:1] == " ":
                result.append(first[at])
            at += 1
    return result + first[at:]
