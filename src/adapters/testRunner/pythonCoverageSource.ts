/**
 * Traces which lines of the workspace run, test by test. It must never change an outcome: it gives up, for good and
 * without a word, as soon as it could be wrong (somebody else traces, a process is started, too many lines), and writes
 * nothing then. Needs pythonWriterSource before it, and sets its `tracer`.
 */
export const pythonCoverageSource = `
import sys
import threading

_MOST_LINES = 3000000
_MOST_TESTS = 2000
_FOREIGN = ("site-packages", "dist-packages", "node_modules", ".venv", "venv", ".tox", ".nox")
_BEYOND = ("os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "subprocess.Popen", "pty.spawn")
_settrace = sys.settrace
_gettrace = sys.gettrace


class Tracer:
    def __init__(self):
        self.outside = {}
        self.current = self.outside
        self.tests = []
        self.left = _MOST_LINES
        self.over = True
        self.ours = False
        self.lines = {}
        self.hook = self.call
        # Tests replace functions of os and count their calls, so none is called from here on.
        self.roots = [root.rstrip(os.sep) + os.sep for root in (CONFIG["root"], os.path.realpath(CONFIG["root"]))]
        self.here = os.getcwd() + os.sep

    def start(self):
        # Without audit events (before 3.8) nobody tells when another traces.
        if _gettrace() is not None or not hasattr(sys, "addaudithook"):
            return
        sys.addaudithook(self.watch)
        self.over = False
        threading.settrace(self.hook)
        self.set(self.hook)

    def set(self, hook):
        self.ours = True
        _settrace(hook)
        self.ours = False

    def watch(self, event, _arguments):
        if self.over or self.ours:
            return
        if event in _BEYOND:
            self.over = True
        elif event == "sys.settrace":
            # A thread that starts takes our own function over.
            self.over = sys._getframe(1).f_globals.get("__name__") != "threading"

    def call(self, frame, _event, _argument):
        try:
            if self.over:
                return None
            name = frame.f_code.co_filename
            if name not in self.lines:
                self.lines[name] = self.recorder(self.place(name))
            return self.lines[name]
        except Exception:
            self.over = True
            return None

    def place(self, name):
        if name.startswith("<"):
            return None
        file = name if os.path.isabs(name) else self.here + name
        for root in self.roots:
            if file.startswith(root):
                parts = file[len(root):].split(os.sep)
                return None if any(part in _FOREIGN for part in parts) else "/".join(parts)
        return None

    def recorder(self, file):
        if file is None:
            return None

        def record(frame, event, _argument):
            if self.over:
                frame.f_trace = None
            elif event == "line":
                known = self.current.get(file)
                if known is None:
                    known = self.current[file] = set()
                known.add(frame.f_lineno)
                self.left -= 1
                if self.left < 0:
                    self.over = True
                    self.set(None)
            return record

        return record

    def enter(self, file, titles):
        if self.over:
            return
        if len(self.tests) >= _MOST_TESTS:
            self.over = True
        self.current = {}
        self.tests.append((file, list(titles), self.current))

    def leave(self):
        self.current = self.outside

    def finish(self):
        whole = not self.over and _gettrace() == self.hook and getattr(threading, "_trace_hook", None) == self.hook
        self.over = True
        if _gettrace() == self.hook:
            self.set(None)
        if getattr(threading, "_trace_hook", None) == self.hook:
            threading.settrace(None)
        if whole:
            self.write()

    def write(self):
        try:
            numbers = lambda lines: {file: sorted(seen) for file, seen in lines.items()}
            tests = [{"file": file, "path": path, "lines": numbers(lines)} for file, path, lines in self.tests]
            os.makedirs(CONFIG["coverage"], exist_ok=True)
            with open(os.path.join(CONFIG["coverage"], "process-%d.json" % os.getpid()), "w") as out:
                out.write(_dumps({"outside": numbers(self.outside), "tests": tests}))
        except Exception:
            return


tracer = Tracer()
tracer.start()
`;
