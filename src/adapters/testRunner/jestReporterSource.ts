/** Reporter for jest. Needs reportWriterSource before it. */
export const jestReporterSource = String.raw`
function failureOfJest(assertion) {
  const detail = (assertion.failureDetails || [])[0] || {};
  const error = detail.error && typeof detail.error === 'object' ? detail.error : detail;
  const result = error.matcherResult || detail.matcherResult;
  const text = (assertion.failureMessages || [])[0] || '';
  const stack = clip(ownStack(text)).replace(/^Error: (?=Endless: )/, '');
  const failure = { message: stack.split(/\n\s+at /)[0].trim() || 'failed without a message', stack };
  if (result && typeof result === 'object' && ('expected' in result || 'actual' in result)) {
    failure.expected = show(result.expected);
    failure.actual = show(result.actual);
  } else if ('expected' in error && 'actual' in error) {
    failure.expected = show(error.expected);
    failure.actual = show(error.actual);
  }
  return failure;
}

const states = { passed: 'passed', failed: 'failed' };

module.exports = class LoopwrightReporter {
  onRunStart() {
    this.segment = openSegment();
  }

  onRunComplete(_contexts, results) {
    const segment = this.segment;
    for (const file of results.testResults) {
      const name = place(file.testFilePath);
      if (file.testExecError && file.testResults.length === 0) {
        const stack = clip(file.failureMessage || file.testExecError.stack || '');
        const message = clip(file.testExecError.message || stack.replace(/^.*failed to run\s*/s, '').split('\n')[0] || 'The file did not load.');
        segment.case({ file: name, path: [], state: 'failed', failure: { message, stack } });
      } else if (file.testExecError) segment.error((name || '') + ': ' + file.testExecError.message);
      for (const test of file.testResults) {
        segment.case({
          file: name,
          line: test.location ? test.location.line : undefined,
          path: [...test.ancestorTitles, test.title],
          state: states[test.status] || 'skipped',
          ms: test.duration == null ? undefined : test.duration,
          failure: test.status === 'failed' ? failureOfJest(test) : undefined,
        });
      }
    }
    if (results.runExecError) segment.error(results.runExecError.message || 'jest failed outside the tests.');
    if (!results.wasInterrupted) segment.end();
  }
};
`;

/** The module for jest's `--filter`: exactly the selected files. Jest before 30 wants objects, later ones paths. */
export const jestFilterSource = `
const chosen = new Set();
for (const root of roots) for (const file of config.files) chosen.add(path.join(root, file));

function major() {
  try {
    const main = real(process.argv[1]);
    return parseInt(JSON.parse(fs.readFileSync(path.join(path.dirname(main), '..', 'package.json'), 'utf8')).version, 10);
  } catch {
    return 30;
  }
}

module.exports = function filter(testPaths) {
  const filtered = testPaths.filter((file) => chosen.has(file));
  return { filtered: major() < 30 ? filtered.map((test) => ({ test })) : filtered };
};
`;
