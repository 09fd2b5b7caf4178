/** The module that stands in for `python -m unittest`: the same program with our result class. Needs pythonWriterSource before it. */
export const unittestModuleSource = String.raw`
import inspect
import sys
import time
import traceback
import unittest


def flatten(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flatten(test)
        else:
            yield test


def is_broken_import(test):
    return type(test).__name__ == "_FailedTest" and type(test).__module__ == "unittest.loader"


def file_of(test):
    if is_broken_import(test):
        name = test._testMethodName.replace(".", os.sep)
        folders = [os.getcwd()] + [entry for entry in sys.path if entry]
        for folder in folders:
            for ending in (".py", os.sep + "__init__.py"):
                found = place(os.path.join(folder, name + ending))
                if found and os.path.exists(os.path.join(folder, name + ending)):
                    return found
        return None
    try:
        return place(inspect.getsourcefile(type(test)))
    except TypeError:
        return None


def titles_of(test):
    if is_broken_import(test):
        return []
    method = getattr(test, "_testMethodName", None)
    return type(test).__qualname__.replace("<locals>.", "").split(".") + [method or str(test.id()).split(".")[-1]]


def line_of(test, file):
    try:
        method = inspect.unwrap(getattr(type(test), test._testMethodName))
        code = method.__code__
        return code.co_firstlineno if place(code.co_filename) == file else None
    except AttributeError:
        return None


class Result(unittest.TextTestResult):
    segment = None

    def startTestRun(self):
        super().startTestRun()
        self.ends = {}
        self.patience = Patience()

    def startTest(self, test):
        super().startTest(test)
        self.ends[id(test)] = {"state": "passed", "failure": None, "since": time.monotonic(), "test": test}
        if tracer:
            tracer.enter(file_of(test), titles_of(test))
        self.patience.enter()

    def stopTest(self, test):
        self.patience.leave()
        if tracer:
            tracer.leave()
        super().stopTest(test)
        known = self.ends.pop(id(test))
        file = file_of(test)
        self.segment.case(
            file=file,
            line=line_of(test, file),
            path=titles_of(test),
            state=known["state"],
            ms=(time.monotonic() - known["since"]) * 1000,
            failure=known["failure"],
        )

    def settle(self, test, state, err=None, note=""):
        known = self.ends.get(id(test))
        if known is None:
            # setUpClass and its kin have no test of their own.
            if state == "failed":
                self.segment.error("%s: %s" % (test, "".join(traceback.format_exception_only(err[0], err[1])).strip()))
            elif isinstance(test, unittest.TestCase):
                file = file_of(test)
                self.segment.case(file=file, line=line_of(test, file), path=titles_of(test), state=state)
            return
        if known["state"] == "failed":
            return
        known["state"] = state
        if state == "failed":
            if err is None:
                known["failure"] = {"message": note}
                return
            kind, value, trace = err
            said = "".join(traceback.format_exception_only(kind, value)).strip()
            known["failure"] = {"message": clip(note + said), "stack": clip("".join(traceback.format_exception(kind, value, trace)))}
            if is_broken_import(test):
                known["failure"] = {"message": clip(str(value).strip().split("\n")[-1]), "stack": clip(str(value))}
            if issubclass(kind, AssertionError):
                known["failure"].update(from_message(str(value)))

    def addError(self, test, err):
        super().addError(test, err)
        self.settle(test, "failed", err)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.settle(test, "failed", err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.settle(test, "failed", err, subtest._subDescription() + ": ")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.settle(test, "skipped")

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.settle(test, "skipped")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.settle(test, "failed", None, "It was marked as an expected failure, and it passed.")


class Runner(unittest.TextTestRunner):
    resultclass = Result

    def run(self, test):
        self.failfast = False
        if CONFIG["files"] or CONFIG["names"]:
            test = unittest.TestSuite(each for each in flatten(test) if chosen(file_of(each), titles_of(each)))
        Result.segment = Segment()
        result = super().run(test)
        if tracer:
            tracer.finish()
        watch.tell(Result.segment)
        Result.segment.end()
        if CONFIG.get("warm"):
            # A thread that a test left behind would hold up the end of the process.
            os._exit(0 if result.wasSuccessful() else 1)
        return result
`;

/** What follows the classes: the program itself. */
export const unittestStartSource = `
watch = Watch()
sys.argv[0] = "python -m unittest"
unittest.main(module=None, testRunner=Runner)
`;
