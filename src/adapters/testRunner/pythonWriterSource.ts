/** The part that both Python reporters begin with: it writes the line format of `core/evidence/lineReport.ts`. */
export const pythonWriterSource = String.raw`
import builtins
import json
import os
import re
import signal
import threading
import time
import unittest

CONFIG = json.loads(__CONFIG__)
_dumps = json.dumps
_open = os.open
_write = os.write
_close = os.close
_used = time.process_time
_timer = getattr(signal, "setitimer", None)
# Set by the part that measures coverage, when there is one.
tracer = None


def place(file):
    """The path relative to the workspace with '/', or None when it lies elsewhere."""
    for candidate in (os.path.abspath(file), os.path.realpath(file)):
        for root in (CONFIG["root"], os.path.realpath(CONFIG["root"])):
            if candidate.startswith(root.rstrip(os.sep) + os.sep):
                return os.path.relpath(candidate, root).replace(os.sep, "/")
    return None


def clip(text):
    text = re.sub("\x1b\\[[0-9;]*m", "", str(text))
    return text if len(text) <= 12000 else text[:12000] + "\n[cut]"


def show(value):
    try:
        return clip(value if isinstance(value, str) else repr(value))
    except Exception as error:
        return "<no repr: %s>" % type(error).__name__


def from_message(message):
    """Best effort: what unittest's assertEqual says, 'first != second', read as actual and expected."""
    match = re.match(r"^(?:AssertionError: )?([^\n]{1,2000}?) != ([^\n]{1,2000}?)(?: : .*)?(?:\n|$)", message)
    return {"actual": match.group(1), "expected": match.group(2)} if match else {}


def chosen(file, titles):
    """Whether the selection holds this test."""
    if CONFIG["files"] and file not in CONFIG["files"]:
        return False
    return not CONFIG["names"] or " ".join(titles) in CONFIG["names"]


def functions_of(owners):
    return {(owner.__name__, name): value for owner in owners for name, value in vars(owner).items() if callable(value)}


class Watch:
    """Tells when what tests check with was replaced: a repair that does that makes every test green."""

    def __init__(self, *more):
        self.owners = (unittest.TestCase, builtins) + more
        self.before = functions_of(self.owners)

    def tell(self, segment):
        now = functions_of(self.owners)
        names = sorted(".".join(key) for key, value in self.before.items() if now.get(key) is not value)
        if names:
            segment.error("What tests check with was replaced while the tests ran: %s." % ", ".join(names[:5]))


def seconds(name, usual):
    """A number of the command's own environment: who has tests that compute for longer says so there."""
    try:
        return max(0.1, float(os.environ[name]))
    except (KeyError, ValueError):
        return usual


class Endless(BaseException):
    """Not an Exception: a test that catches those would go on."""


# Told the same way whichever file this is.
Endless.__module__ = "builtins"


class Patience:
    """
    Ends a test that goes on without end, so that it is red and the others still run. Counted is processor time of the program
    itself: what waits is let be, and so is what is slow where others are, too. Once a test had to be ended, the next ones get less.
    """

    def __init__(self):
        self.first, self.next = seconds("LOOPWRIGHT_TEST_SECONDS", 10.0), 1.0
        self.slowest = 0.0
        self.lost = False
        self.ended = False
        self.since = None
        self.passed_by = 0

    def enter(self):
        if _timer is None or threading.current_thread() is not threading.main_thread():
            return
        if signal.getsignal(signal.SIGVTALRM) not in (signal.SIG_DFL, self.stop):
            return
        signal.signal(signal.SIGVTALRM, self.stop)
        # Warm is a filter, and what is tried there is expected to hang now and then: each request says for how long.
        warm = CONFIG.get("testMs")
        first, later = (warm / 1000, max(0.1, warm / 3000)) if warm else (self.first, min(self.first, self.next))
        limit = max(later if self.lost else first, 20 * self.slowest)
        self.since = _used()
        self.passed_by = 0
        # Again and again: a bare except would swallow the first.
        _timer(signal.ITIMER_VIRTUAL, limit, 0.5)

    def leave(self):
        if self.since is None:
            return
        _timer(signal.ITIMER_VIRTUAL, 0)
        if not self.ended:
            self.slowest = max(self.slowest, _used() - self.since)
        self.since = None
        self.ended = False

    def stop(self, _number, frame):
        # Python 3.11 has instructions that belong to no line, and pytest cannot print a traceback through one: a moment later is as good.
        if frame is not None and frame.f_lineno is None and self.passed_by < 200:
            self.passed_by += 1
            _timer(signal.ITIMER_VIRTUAL, 0.001 * (1 + self.passed_by % 7), 0.5)
            return
        self.lost = self.ended = True
        raise Endless("The test did not come to an end and was stopped.")


class Segment:
    def __init__(self):
        self.name = "%d-%s" % (os.getpid(), os.urandom(6).hex())
        self.number = 0
        self.counts = {"passed": 0, "failed": 0, "skipped": 0, "errors": 0}
        self.write("start", {})

    def write(self, kind, fields):
        line = {"k": CONFIG["key"], "s": self.name, "n": self.number, "t": kind}
        line.update(fields)
        self.number += 1
        data = ("\n" + _dumps(line, separators=(",", ":")) + "\n").encode("utf-8", "replace")
        handle = _open(CONFIG["report"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            while data:
                data = data[_write(handle, data):]
        finally:
            _close(handle)

    def case(self, **fields):
        self.counts[fields["state"]] += 1
        self.write("case", {name: value for name, value in fields.items() if value is not None})

    def error(self, message):
        self.counts["errors"] += 1
        self.write("error", {"message": clip(message)})

    def end(self):
        self.write("end", self.counts)
`;
