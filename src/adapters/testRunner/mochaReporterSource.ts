/**
 * Reporter for mocha. It also narrows the run to the selected tests, which is exact where `--grep` is not, and takes
 * bail away. Needs reportWriterSource and endlessSource before it.
 */
export const mochaReporterSource = String.raw`
const { createRequire } = require('node:module');

/** The project's usual look for people who watch; nothing when this mocha keeps it elsewhere. */
function humanReporter(runner, options) {
  // mocha puts either bin/mocha.js or lib/cli/cli.js there.
  for (const index of ['../index.js', '../../index.js']) {
    try {
      const mocha = createRequire(real(process.argv[1]))(index);
      return new (mocha.reporters || mocha.default.reporters).Spec(runner, options);
    } catch {
      continue;
    }
  }
  return undefined;
}

function titlesOf(test) {
  const titles = [];
  for (let node = test; node && !node.root; node = node.parent) titles.unshift(node.title);
  return titles;
}

function fileOf(test) {
  for (let node = test; node; node = node.parent) if (node.file) return place(node.file);
  return undefined;
}

const texts = new Map();

/** mocha does not keep lines: the line on which the title stands in quotes, when there is exactly one. */
function lineOf(test) {
  const file = test.file;
  if (typeof file !== 'string') return undefined;
  if (!texts.has(file)) {
    let text = '';
    try {
      text = fs.readFileSync(file, 'utf8');
    } catch {
      text = '';
    }
    texts.set(file, text.split('\n'));
  }
  const quoted = ["'", '"', String.fromCharCode(96)].map((quote) => quote + test.title + quote);
  const found = [];
  texts.get(file).forEach((line, index) => {
    if (quoted.some((title) => line.includes(title))) found.push(index + 1);
  });
  return found.length === 1 ? found[0] : undefined;
}

function chosen(test) {
  const inFiles = config.files.length === 0 || config.files.includes(fileOf(test));
  return inFiles && (config.names.length === 0 || config.names.includes(titlesOf(test).join(' ')));
}

function narrow(suite) {
  suite.bail(false);
  suite.tests = suite.tests.filter(chosen);
  if (suite._onlyTests) suite._onlyTests = suite._onlyTests.filter(chosen);
  for (const child of suite.suites) narrow(child);
}

/** Tests and hooks that go on without end are ended. */
function bound(suite) {
  const own = [suite.tests, suite._beforeAll, suite._beforeEach, suite._afterEach, suite._afterAll];
  for (const each of own.flatMap((some) => some || [])) if (typeof each.fn === 'function') each.fn = bounded(each.fn);
  for (const child of suite.suites) bound(child);
}

module.exports = class LoopwrightReporter {
  constructor(runner, options) {
    leaveEnvironment();
    const segment = openSegment();
    narrow(runner.suite);
    bound(runner.suite);
    runner.total = runner.suite.total();
    // Kept in running order, as the second of two equal titles is told apart by it.
    const ends = new Map();
    runner.on('pending', (test) => ends.set(test, { state: 'skipped' }));
    runner.on('pass', (test) => ends.set(test, { state: 'passed' }));
    runner.on('fail', (test, error) => {
      // done() called twice fails a test a second time, even after it passed; the first failure is the telling one.
      if (test.type !== 'hook') {
        if (!ends.has(test) || ends.get(test).state !== 'failed') ends.set(test, { state: 'failed', failure: failureOf(error) });
      } else segment.error(titlesOf(test).join(' ') + ': ' + failureOf(error).message + ' (' + fileOf(test) + ')');
    });
    runner.on('end', () => {
      for (const [test, { state, failure }] of ends) {
        segment.case({
          file: fileOf(test),
          line: lineOf(test),
          path: titlesOf(test),
          state,
          ms: test.duration,
          failure,
        });
      }
      segment.end();
    });
    // After our listeners, as mocha's own reporters turn expected and actual into text.
    humanReporter(runner, options);
  }
};
`;
