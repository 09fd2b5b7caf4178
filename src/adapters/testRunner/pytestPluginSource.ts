/** The pytest plugin. Needs pythonWriterSource before it. */
export const pytestPluginSource = String.raw`
import pytest

_comparison = {}
_watch = Watch(pytest)
_patience = Patience()


def where(config, nodeid):
    head, bracket, tail = nodeid.partition("[")
    parts = head.split("::")
    parts[-1] += bracket + tail
    # A parameter may hold '::', never the part before it.
    root = getattr(config, "rootpath", None) or config.rootdir
    return parts[0], place(os.path.join(str(root), parts[0])), parts[1:]


class Reporter:
    def __init__(self, config):
        self.config = config
        self.segment = Segment()
        self.open = {}
        self.stopped = None

    def where(self, nodeid):
        return where(self.config, nodeid)

    def pytest_collection_modifyitems(self, config, items):
        if not CONFIG["files"] and not CONFIG["names"]:
            return
        kept, dropped = [], []
        for item in items:
            _, file, titles = self.where(item.nodeid)
            (kept if chosen(file, titles) else dropped).append(item)
        items[:] = kept
        if dropped:
            config.hook.pytest_deselected(items=dropped)

    def pytest_collectreport(self, report):
        if not report.failed:
            return
        text = clip(getattr(report, "longreprtext", None) or report.longrepr)
        _, file, titles = self.where(report.nodeid) if report.nodeid else ("", None, [])
        if file is None:
            self.segment.error("Collecting failed: " + text)
        else:
            lines = [line[2:].strip() for line in text.split("\n") if line.startswith("E ")]
            message = "\n".join(lines) or text.strip().split("\n")[-1]
            self.segment.case(file=file, path=titles, state="failed", failure={"message": message, "stack": text})

    def pytest_runtest_logreport(self, report):
        state = "failed" if report.failed else "skipped" if report.skipped or hasattr(report, "wasxfail") else "passed"
        known = self.open.setdefault(report.nodeid, {"state": "passed", "ms": 0.0, "failure": None})
        known["ms"] += report.duration * 1000
        if known["state"] != "failed" and state != "passed":
            known["state"] = state
            if state == "failed":
                known["failure"] = self.failure(report)
        if report.when == "teardown":
            self.finish(report, self.open.pop(report.nodeid))

    def failure(self, report):
        text = clip(getattr(report, "longreprtext", None) or report.longrepr)
        crash = getattr(report.longrepr, "reprcrash", None)
        message = clip(crash.message if crash else text.split("\n")[-1])
        failure = {"message": message, "stack": text}
        failure.update(getattr(report, "loopwright_comparison", None) or from_message(message))
        return failure

    def finish(self, report, known):
        node_file, file, titles = self.where(report.nodeid)
        place_file, line, _ = report.location
        same = place_file.replace(os.sep, "/") == node_file
        self.segment.case(
            file=file,
            line=line + 1 if same and line is not None else None,
            path=titles,
            state=known["state"],
            ms=known["ms"],
            failure=known["failure"],
        )

    def pytest_internalerror(self, excrepr):
        self.stopped = "pytest failed inside: " + str(excrepr).strip().split("\n")[-1]

    def pytest_keyboard_interrupt(self, excinfo):
        self.stopped = "the run was interrupted: %s" % (excinfo.value,)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        early = self.stopped or session.shouldstop or session.shouldfail
        if early:
            self.segment.error("The run stopped early: %s" % (early,))
        _watch.tell(self.segment)
        # Without an end the report is not a report: tests are missing from it.
        if not self.stopped:
            self.segment.end()


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    config.option.maxfail = 0
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Reporter(config), "loopwright-reporter")
        if not getattr(config.option, "numprocesses", None):
            # Tests that start pytest themselves are left alone.
            before = CONFIG["addopts"]
            if before:
                os.environ["PYTEST_ADDOPTS"] = before
            else:
                os.environ.pop("PYTEST_ADDOPTS", None)


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_call():
    _patience.enter()
    yield
    _patience.leave()


if tracer:

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(item):
        _, file, titles = where(item.config, item.nodeid)
        tracer.enter(file, titles)
        yield
        tracer.leave()

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish():
        tracer.finish()


def ignored(file):
    if not CONFIG["files"] or os.path.isdir(file) or os.path.basename(file) in ("conftest.py", "__init__.py"):
        return None
    return None if place(file) in CONFIG["files"] else True


if int(pytest.__version__.split(".")[0]) >= 7:

    def pytest_ignore_collect(collection_path):
        return ignored(str(collection_path))

else:

    def pytest_ignore_collect(path):
        return ignored(str(path))


def pytest_assertrepr_compare(op, left, right):
    _comparison["last"] = {"actual": show(left), "expected": show(right)} if op == "==" else None


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    comparison = _comparison.pop("last", None)
    if call.excinfo is not None and comparison and call.excinfo.errisinstance(AssertionError):
        outcome.get_result().loopwright_comparison = comparison
`;
