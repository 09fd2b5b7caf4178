import type { PlaceFile } from './junitXml.ts';
import { asArray, asCount, asLine, asRecord, asText, clip, maxCases, type ReportReading } from './reportReading.ts';
import type { UnnamedCase } from './testId.ts';

/** Reads what `jest --json` writes, and `vitest --reporter=json`, which copies it. */
export function readJestJson(value: unknown, place: PlaceFile): ReportReading {
  const root = asRecord(value);
  if (!root || !Array.isArray(root.testResults) || asCount(root.numTotalTests) === undefined) {
    return { kind: 'foreign', why: 'it is not the JSON of jest or vitest' };
  }
  if (root.wasInterrupted === true) return { kind: 'broken', why: 'the run was interrupted' };
  const cases: UnnamedCase[] = [];
  let tests = 0;
  for (const entry of root.testResults) {
    const file = asRecord(entry);
    const name = typeof file?.name === 'string' ? place(file.name) : undefined;
    const assertions = asArray(file?.assertionResults);
    tests += assertions.length;
    if (tests > maxCases) return { kind: 'broken', why: 'the report holds too many cases' };
    for (const assertion of assertions) cases.push(caseOf(name, asRecord(assertion) ?? {}));
    if (file?.status === 'failed' && assertions.length === 0) {
      const message = asText(file.message) || 'The file did not load.';
      cases.push({
        file: name,
        line: undefined,
        path: [],
        state: 'failed',
        durationMs: undefined,
        failure: { message },
      });
    }
  }
  if (tests !== root.numTotalTests)
    return { kind: 'broken', why: `it says ${String(root.numTotalTests)} tests and holds ${tests}` };
  const passed = cases.filter(({ state }) => state === 'passed').length;
  const said = asCount(root.numPassedTests);
  if (said !== undefined && passed > said)
    return { kind: 'broken', why: `it says ${said} tests passed and holds ${passed}` };
  return { kind: 'complete', cases, errors: [] };
}

function caseOf(file: string | undefined, test: Readonly<Record<string, unknown>>): UnnamedCase {
  const state = test.status === 'passed' || test.status === 'failed' ? test.status : 'skipped';
  const stack = asArray(test.failureMessages).map((text) => clip(String(text)))[0] ?? '';
  return {
    file,
    line: asLine(asRecord(test.location)?.line),
    path: [...asArray(test.ancestorTitles), test.title ?? ''].map((title) => clip(String(title), 2000)),
    state,
    durationMs: asCount(test.duration),
    ...(state === 'failed'
      ? { failure: { message: stack.split(/\n[ \t]+at /)[0] || 'failed without a message', stack } }
      : {}),
  };
}
