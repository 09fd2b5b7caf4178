"""Version numbers with pre-releases, and ranges of them."""
import re
from functools import total_ordering

_PATTERN = re.compile(r"^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$")


@total_ordering
class Version:
    def __init__(self, major, minor, patch, pre=(), build=""):
        self.major = major
        self.minor = minor
        self.patch = patch
        self.pre = tuple(pre)
        self.build = build

    @classmethod
    def parse(cls, text):
        match = _PATTERN.match(text.strip())
        if not match:
            raise ValueError(f"not a version: {text!r}")
        major, minor, patch, pre, build = match.groups()
        parts = [int(part) if part.isdigit() else part for part in pre.split(".")] if pre else []
        return cls(int(major), int(minor), int(patch), parts, build or "")

    def _key(self):
        return (self.major, self.minor, self.patch)

    def __eq__(self, other):
        return self._key() == other._key() and self.pre == other.pre

    def __hash__(self):
        return hash((self._key(), self.pre))

    def __lt__(self, other):
        if self._key() != other._key():
            return self._key() < other._key()
        # A pre-release comes before its release.
        if not self.pre or not other.pre:
            return bool(self.pre) and not other.pre
        for mine, theirs in zip(self.pre, other.pre):
            if mine == theirs:
                continue
            if isinstance(mine, int) and isinstance(theirs, int):
                return mine < theirs
            if isinstance(mine, int) or isinstance(theirs, int):
                return isinstance(mine, int)
            return mine < theirs
        return len(self.pre) < len(other.pre)

    def __str__(self):
        text = f"{self.major}.{self.minor}.{self.patch}"
        if self.pre:
            text += "-" + ".".join(map(str, self.pre))
        if self.build:
            text += "+" + self.build
        return text

    def bump(self, part):
        """The next version; of a pre-release the next patch is its release."""
        if part == "major":
            return Version(self.major + 1, 0, 0)
        if part == "minor":
            return Version(self.major, self.minor + 1, 0)
        if part == "patch":
            if self.pre:
                return Version(self.major, self.minor, self.patch)
            return Version(self.major, self.minor, self.patch + 1)
        if part == "pre":
            if not self.pre:
                return Version(self.major, self.minor, self.patch + 1, (0,))
            *front, last = self.pre
            if isinstance(last, int):
                return Version(self.major, self.minor, self.patch, (*front, last + 1))
            return Version(self.major, self.minor, self.patch, (*self.pre, 0))
        raise ValueError(f"unknown part: {part!r}")


def caret(version):
    """The first version that is not compatible with this one."""
    if version.major > 0:
        return Version(version.major + 1, 0, 0)
    if version.minor > 0:
        return Version(0, version.minor + 1, 0)
    return Version(0, 0, version.patch + 1)


def satisfies(version, wanted):
    """Whether a version meets all conditions of e.g. ">=1.2.0 <2.0.0", "^1.2.3", "~1.2.3"; alternatives after "||"."""
    return any(
        all(_meets(version, condition) for condition in alternative.split())
        for alternative in wanted.split("||")
    )


def _meets(version, condition):
    if condition == "*":
        return not version.pre
    match = re.match(r"^(\^|~|>=|<=|>|<|=)?(.+)$", condition)
    sign, base = match.group(1) or "=", Version.parse(match.group(2))
    # A pre-release is only meant where the condition names one of the same version.
    if version.pre and not (base.pre and base._key() == version._key()):
        return False
    if sign == "^":
        return base <= version < caret(base)
    if sign == "~":
        return base <= version < Version(base.major, base.minor + 1, 0)
    if sign == ">=":
        return version >= base
    if sign == "<=":
        return version <= base
    if sign == ">":
        return version > base
    if sign == "<":
        return version < base
    return version == base


def newest(versions, wanted):
    """The newest of the texts that satisfies; None when none does."""
    fitting = [text for text in versions if satisfies(Version.parse(text), wanted)]
    return max(fitting, key=Version.parse, default=None)
