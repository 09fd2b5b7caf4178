/** Reporter for `node --test`: rebuilds the path of each test from the order of events. Needs reportWriterSource before it. */
export const nodeTestReporterSource = String.raw`
/** Node reports a file that failed to load, or that holds no test, as a test named like the file. */
function isFile(data) {
  return data.nesting === 0 && typeof data.file === 'string' && path.resolve(data.name) === path.resolve(data.file);
}

const printed = new Map();

/** Node says only "test failed" of a file that did not load; what it printed tells why. */
function failureOfFile(data, error) {
  const text = clip(printed.get(path.resolve(data.file)) || '');
  const line = text.split('\n').find((each) => /^\s*(\w*(Error|Exception)\b.*:|Error:)/.test(each));
  return line === undefined ? { ...failureOf(error), stack: text } : { message: line.trim(), stack: text };
}

/** Test files whose process did not come to its end by itself. See watchEnd. */
function openFiles() {
  const folder = path.dirname(config.report);
  const begin = path.basename(config.report) + '-';
  const marks = fs.readdirSync(folder).filter((name) => name.startsWith(begin) && name.endsWith('-open'));
  return marks.map((name) => {
    const file = fs.readFileSync(path.join(folder, name), 'utf8');
    fs.rmSync(path.join(folder, name), { force: true });
    return file;
  });
}

module.exports = async function* report(events) {
  const segment = openSegment();
  const titles = [];
  const red = new Set();
  let tellsEntry = false;
  let complete = false;
  for await (const { type, data } of events) {
    if (type === 'test:start') {
      titles.length = data.nesting;
      titles[data.nesting] = data.name;
    }
    if (type === 'test:stderr' && typeof data.file === 'string') {
      const file = path.resolve(data.file);
      const before = printed.get(file) || '';
      if (before.length < 20000) printed.set(file, before + data.message);
    }
    if (type === 'test:diagnostic' && data.nesting === 0 && /^duration_ms /.test(data.message)) complete = true;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const error = data.details.error;
    const failed = type === 'test:fail' && data.todo === undefined;
    tellsEntry = tellsEntry || typeof data.entryFile === 'string';
    if (failed) red.add(place(data.entryFile || data.file));
    if (data.details.type === 'suite') {
      if (failed && error && error.failureType !== 'subtestsFailed') {
        segment.error('The suite "' + data.name + '" failed: ' + failureOf(error.cause || error).message);
      }
      continue;
    }
    // Node 20 says where the call to test() stands, which may be a helper; newer ones also say which file ran.
    const file = place(data.entryFile || data.file);
    const skipped = data.skip !== undefined || data.todo !== undefined;
    segment.case({
      file,
      line: isFile(data) || place(data.file) !== file ? undefined : data.line,
      path: isFile(data) ? [] : [...titles.slice(0, data.nesting), data.name],
      state: failed ? 'failed' : skipped ? 'skipped' : 'passed',
      ms: data.details.duration_ms,
      failure: !failed ? undefined : isFile(data) ? failureOfFile(data, error) : failureOf((error && error.cause) || error),
    });
  }
  const open = openFiles();
  // A red test of a helper may be one of any file where Node does not say which file ran.
  const isElsewhere = !tellsEntry && [...red].some((file) => !open.includes(file));
  for (const file of open) {
    if (!red.has(file) && !isElsewhere) segment.error('The process of ' + file + ' did not come to its end by itself, yet none of its tests is red.');
  }
  // The events also end when the runner is going down; its own summary says that it came to its end.
  if (complete) segment.end();
};
`;
