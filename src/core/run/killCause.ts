import type { TestCase } from '../evidence/testReport.ts';
import { isTestPath } from '../repair/sourceFiles.ts';
import { stackFrames } from '../repair/stackFrames.ts';

/** What a test that fails on a mutant has noticed: it checked something, or the code threw in its face. */
export type KillCause = 'assertion' | 'error';

/** The reporters cut there too; a report that a test has forged may be longer. */
const longest = 12_000;
const assertion =
  /Assertion|\bDID NOT RAISE\b|\bMissing expected (?:exception|rejection)\b|\bexpect\(|\bExpected\b[\s\S]*\b(?:Received|received|to )|^assert\b/m;
/** Kinds that a language raises by itself, wherever the wrong value is used. */
const raised =
  /^[ \t]*(?:E[ \t]+)?(?:Uncaught )?(?:TypeError|ReferenceError|RangeError|SyntaxError|URIError|NameError|UnboundLocalError|AttributeError|KeyError|IndexError|LookupError|ValueError|ZeroDivisionError|OverflowError|RecursionError|ImportError|ModuleNotFoundError|UnicodeError|StopIteration)\b/m;

/**
 * Why a test failed on a mutant. A test that asserts nothing still fails when the code throws, so only a failure that the
 * test itself brought about speaks for it: an assertion, or an error that the test throws. What the code under test throws,
 * its own assertions included, does not; in doubt it is an error.
 */
export function killCause(
  test: TestCase,
  { known, testFiles }: { readonly known: ReadonlySet<string>; readonly testFiles: ReadonlySet<string> },
): KillCause {
  const { failure } = test;
  if (!failure) return 'error';
  const [message, stack] = [failure.message.slice(0, longest), failure.stack?.slice(0, longest)];
  const text = `${message}\n${stack ?? ''}`;
  const frames = stackFrames(stack ?? message, known);
  // pytest shows the frames in the order of the calls, everything else the innermost one first.
  const isPytest = !/^Traceback|^[ \t]*File "/m.test(text) && frames.every(({ path }) => path.endsWith('.py'));
  const innermost = isPytest ? frames.at(-1) : frames[0];
  const inTest = innermost === undefined || testFiles.has(innermost.path) || isTestPath(innermost.path);
  if (!inTest) return 'error';
  if (failure.expected !== undefined || failure.actual !== undefined) return 'assertion';
  if (assertion.test(message) || assertion.test(lastLines(stack))) return 'assertion';
  return innermost !== undefined && !raised.test(text) && /^[ \t]*(?:Error|Exception|Failed)\b/m.test(text)
    ? 'assertion'
    : 'error';
}

/** Where the kind of the error stands: first in JavaScript, last in Python. */
function lastLines(stack: string | undefined): string {
  const lines = (stack ?? '').trim().split('\n');
  return [lines[0] ?? '', ...lines.slice(-2)].join('\n');
}
