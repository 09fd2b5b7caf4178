"""Runs the unittest tests of one small case again and again: one JSON request a line, one reply a line."""
import json
import linecache
import os
import resource
import signal
import sys
import traceback
import types
import unittest

resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
answers = os.fdopen(os.dup(1), "w")
sys.stdout = open(os.devnull, "w")


class OutOfTime(BaseException):
    pass


def out_of_time(_number, _frame):
    raise OutOfTime("timed out")


# Processor time, so that a busy machine does not make a good candidate fail.
signal.signal(signal.SIGVTALRM, out_of_time)


def load(name, text, path):
    module = types.ModuleType(name)
    module.__file__ = path
    linecache.cache[path] = (len(text), None, text.splitlines(True), path)
    sys.modules[name] = module
    exec(compile(text, path, "exec"), module.__dict__)
    return module


class Collected(unittest.TestResult):
    def __init__(self, stop_early):
        super().__init__()
        self.stop_early = stop_early
        self.found = []

    def startTest(self, test):
        super().startTest(test)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.06, 0.06)

    def stopTest(self, test):
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        super().stopTest(test)

    def addSuccess(self, test):
        self.found.append({"title": test._testMethodName, "suite": type(test).__name__, "ok": True})

    def fail(self, test, err):
        text = "".join(traceback.format_exception(*err, limit=30))
        message = "%s: %s" % (err[0].__name__, err[1])
        self.found.append(
            {"title": test._testMethodName, "suite": type(test).__name__, "ok": False, "message": message, "stack": text}
        )

    def addFailure(self, test, err):
        self.fail(test, err)

    def addError(self, test, err):
        self.fail(test, err)
        if self.stop_early and issubclass(err[0], OutOfTime):
            self.stop()  # a real runner would be stopped as a whole


answers.write(json.dumps({"ready": True}) + "\n")
answers.flush()
for line in sys.stdin:
    request = json.loads(line)
    reply = {"id": request["id"], "results": [], "error": None}
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.3, 0.3)
        load("source", request["files"]["source.py"], "/case/source.py")
        tests = load("test_source", request["files"]["test_source.py"], "/case/test_source.py")
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        suite = unittest.defaultTestLoader.loadTestsFromModule(tests)
        result = Collected(request["stopEarly"])
        suite.run(result)
        reply["results"] = result.found
    except BaseException as error:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        reply["error"] = "%s: %s" % (type(error).__name__, error)
    answers.write(json.dumps(reply) + "\n")
    answers.flush()
