/**
 * Measures in a process that runs tests which lines of the workspace are executed, and writes it at the end in the format
 * of NODE_V8_COVERAGE. That variable itself would have to be set before the command starts: for wrappers and package
 * managers too, and c8 would mistake it for its own. Text: it runs inside the project's process, and whatever goes wrong
 * in it leaves the tests alone. Needs reportWriterSource before it.
 */
export const coverageHookSource = `
const makeFolder = fs.mkdirSync;
const writeFile = fs.writeFileSync;

function isOwn(url) {
  const file = url.startsWith('file:') ? place(url.replace(/[?#].*$/, '')) : undefined;
  return file !== undefined && !file.split('/').includes('node_modules');
}

function measureCoverage() {
  // Set: the project measures by itself (c8, --experimental-test-coverage), and V8 has one set of counters.
  if (config.coverage === undefined || process.env.NODE_V8_COVERAGE) return;
  try {
    const { Session } = require('node:inspector');
    const session = new Session();
    const ask = (method, parameters) => {
      let answer;
      // The session is of this thread and answers at once.
      session.post(method, parameters, (error, result) => {
        answer = error ? undefined : result;
      });
      return answer;
    };
    session.connect();
    ask('Profiler.enable');
    if (ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true }) === undefined) return;
    let whole = true;
    // Another thread has counters of its own.
    process.once('worker', () => {
      whole = false;
    });
    // Only where red tests run alone does it matter what the processes do that they start.
    if (config.files.length > 0) process.env.NODE_V8_COVERAGE = config.coverage;
    process.once('exit', () => {
      try {
        const taken = whole ? ask('Profiler.takePreciseCoverage') : undefined;
        if (taken === undefined) return;
        const result = taken.result.filter(({ url }) => isOwn(url));
        // One with a source map was compiled, and its offsets are not those of the file.
        const maps = require('node:module').findSourceMap;
        const cache = {};
        for (const { url } of result) if (maps && maps(url)) cache[url] = null;
        makeFolder(config.coverage, { recursive: true });
        writeFile(path.join(config.coverage, 'process-' + process.pid + '.json'), stringify({ result, 'source-map-cache': cache }));
      } catch {
        // There is no measurement then.
      }
    });
  } catch {
    // A Node without an inspector.
  }
}
`;
