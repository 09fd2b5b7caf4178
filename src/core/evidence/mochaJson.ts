import type { PlaceFile } from './junitXml.ts';
import { readFailure } from './lineReport.ts';
import { asArray, asCount, asRecord, clip, maxCases, type ReportReading } from './reportReading.ts';
import type { UnnamedCase } from './testId.ts';
import type { TestFailure } from './testReport.ts';

/** Reads what `mocha --reporter json` prints. It joins the suites' titles, so a case has at most two. */
export function readMochaJson(value: unknown, place: PlaceFile): ReportReading {
  const root = asRecord(value);
  const stats = asRecord(root?.stats);
  if (!root || !stats || !Array.isArray(root.tests)) return { kind: 'foreign', why: 'it is not the JSON of mocha' };
  if (root.tests.length !== stats.tests || root.tests.length > maxCases) {
    return { kind: 'broken', why: `it says ${String(stats.tests)} tests and holds ${root.tests.length}` };
  }
  const pending = new Set(asArray(root.pending).map(titleOf));
  const failed = new Set(asArray(root.failures).map(titleOf));
  // Of two tests with one title the one with an error has failed; where none has one, what was thrown says nothing of itself.
  const explained = new Set(root.tests.filter((test) => errorOf(test) !== undefined).map(titleOf));
  const cases = root.tests.map((test: unknown): UnnamedCase => {
    const fields = asRecord(test) ?? {};
    const key = titleOf(test);
    const failure = errorOf(test) ?? (explained.has(key) ? undefined : { message: 'failed without a message' });
    const state = failed.has(key) && failure ? 'failed' : pending.has(key) ? 'skipped' : 'passed';
    const title = String(fields.title ?? '');
    const suite = String(fields.fullTitle ?? '')
      .slice(0, -title.length)
      .trim();
    return {
      file: typeof fields.file === 'string' ? place(fields.file) : undefined,
      line: undefined,
      path: [...(suite === '' ? [] : [suite]), title].map((text) => clip(text, 2000)),
      state,
      durationMs: asCount(fields.duration),
      ...(state === 'failed' && failure ? { failure } : {}),
    };
  });
  const passed = cases.filter(({ state }) => state === 'passed').length;
  const said = asCount(stats.passes);
  if (said !== undefined && passed > said)
    return { kind: 'broken', why: `it says ${said} tests passed and holds ${passed}` };
  const hooks = asArray(root.failures).filter(
    (test) => !root.tests || !cases.some((each) => keyOf(each) === titleOf(test)),
  );
  return { kind: 'complete', cases, errors: hooks.map((hook) => `${titleOf(hook)} failed`) };
}

function errorOf(test: unknown): TestFailure | undefined {
  const { err } = asRecord(test) ?? {};
  return readFailure(Object.keys(asRecord(err) ?? {}).length > 0 ? err : undefined);
}

function titleOf(test: unknown): string {
  return String(asRecord(test)?.fullTitle ?? '').trim();
}

function keyOf({ path }: UnnamedCase): string {
  return path.join(' ');
}
