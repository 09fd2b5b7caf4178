"""Runs suites on request, each in a fork that has pytest loaded already.

One JSON object a line comes in: {"dir", "paths", "seconds"}. One a line goes out: {"passed", "failed", "broken"};
broken is true when the suite could not be run at all, or not to its end in time.
"""
import json
import os
import signal
import sys

import pytest


class Counter:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.failed += 1
        elif report.when == "call" and report.passed:
            self.passed += 1


def run_in_child(request, pipe):
    signal.alarm(request["seconds"])
    os.chdir(request["dir"])
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    counter = Counter()
    code = pytest.main(["-q", "-p", "no:cacheprovider", "--tb=no", *request["paths"]], plugins=[counter])
    answer = {"passed": counter.passed, "failed": counter.failed, "broken": int(code) not in (0, 1)}
    os.write(pipe, json.dumps(answer).encode())


def main():
    sys.dont_write_bytecode = True
    for line in sys.stdin:
        request = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                run_in_child(request, writing)
            finally:
                os._exit(0)
        os.close(writing)
        answer = b""
        while chunk := os.read(reading, 4096):
            answer += chunk
        os.close(reading)
        os.waitpid(child, 0)
        print(answer.decode() or '{"passed": 0, "failed": 0, "broken": true}', flush=True)


main()
