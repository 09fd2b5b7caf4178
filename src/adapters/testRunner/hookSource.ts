/**
 * Loaded with `--require` into every Node process of the command. It does nothing until it sees the runner's own main
 * process; there it adds the reporter's arguments, and it takes itself out of the environment, so that a project whose
 * tests start runners of their own is not disturbed. Text: it runs inside the project's process.
 */
export const hookSource = String.raw`
const { isMainThread } = require('node:worker_threads');
const mains = {
  mocha: /\/mocha\/bin\/_?mocha(\.c?js)?$|\/mocha\/lib\/cli\/cli\.c?js$/,
  jest: /\/jest(-cli)?\/bin\/jest(\.js)?$|\/react-scripts\/scripts\/test\.js$/,
  vitest: /\/vitest\/(vitest\.mjs|dist\/cli\.m?js)$/,
};

/** Arguments before a '--' are the runner's own. */
function addArguments(extra) {
  const dashes = process.argv.indexOf('--', 2);
  process.argv.splice(dashes === -1 ? process.argv.length : dashes, 0, ...extra);
}

/** Takes out the places to look for tests, as the selection says where they are. */
function dropPositionals(valued, keep) {
  const rest = [];
  for (let index = 2; index < process.argv.length; index++) {
    const word = process.argv[index];
    if (word === '--') break;
    const isOption = word.startsWith('-');
    if (isOption || keep.includes(word)) rest.push(word);
    if (isOption && valued.includes(word) && index + 1 < process.argv.length) rest.push(process.argv[++index]);
  }
  process.argv.splice(2, process.argv.length, ...rest);
}

const files = config.files.map((file) => path.join(config.root, file));

function enterNodeTest() {
  if (files.length > 0) process.argv.splice(1, process.argv.length, ...files);
  const escape = (name) => name.replace(/[\\^$.*+?()[\]{}|\/-]/g, '\\$&');
  // Until version 22 a pattern meets the test's own title, not the titles from the outermost suite on.
  const suffixes = (name) => name.split(' ').map((_word, index, words) => words.slice(index).join(' '));
  const old = Number.parseInt(process.versions.node, 10) < 22;
  for (const name of config.names) {
    for (const title of old ? suffixes(name) : [name]) process.execArgv.push('--test-name-pattern=/^' + escape(title) + '$/');
  }
}

/** A test file that ends its process takes its unreported tests with it, and node:test calls the file passed. */
function watchExit() {
  const exit = process.exit;
  const file = place(process.argv[1]) || process.argv[1];
  process.exit = function (code) {
    const stack = new Error().stack || '';
    const caller = stack.split('\n')[2] || '';
    if (!caller.includes('node:internal')) {
      const segment = openSegment();
      segment.error('process.exit(' + (code === undefined ? '' : code) + ') was called while the tests of ' + file + ' ran.');
      segment.end();
    }
    return exit.call(process, code);
  };
}

/** The CommonJS test file that was being loaded when the error came: the outermost module of the project. */
function fileBeingLoaded(error) {
  const files = String(error.stack).split('\n').flatMap((line) => {
    const match = /at Object\.<anonymous> \((.*):\d+:\d+\)$/.exec(line);
    const file = match && !match[1].includes('node_modules') ? place(match[1]) : undefined;
    return file === undefined ? [] : [file];
  });
  return files.at(-1);
}

/** mocha leaves without having made a reporter when a test file does not load; it only prints why. */
function watchLoading() {
  const print = console.error;
  console.error = function (...words) {
    const [text, error] = words;
    const file = String(text).includes('Exception during run') && error instanceof Error ? fileBeingLoaded(error) : undefined;
    if (file !== undefined) {
      const segment = openSegment();
      segment.case({ file, path: [], state: 'failed', failure: failureOf(error) });
      segment.end();
    }
    return print.apply(this, words);
  };
}

function enter() {
  if (!isMainThread) return;
  if (config.runner === 'node:test') {
    const child = String(process.env.NODE_TEST_CONTEXT || '').startsWith('child');
    if (child) {
      leaveEnvironment();
      watchExit();
      const file = place(process.argv[1]) || process.argv[1];
      watchEnd(file);
      watchAssertions(file);
      measureCoverage();
      boundNodeTest();
    } else if (process.execArgv.includes('--test')) enterNodeTest();
    return;
  }
  if (config.runner === 'jest' && jestWorker.test(String(process.argv[1]).split(path.sep).join('/'))) return enterJestWorker();
  const main = process.argv[1] ? real(process.argv[1]).split(path.sep).join('/') : '';
  if (!mains[config.runner].test(main)) return;
  // mocha may start itself once more with flags for Node, and its reporter takes us out of the environment.
  if (config.runner === 'mocha') {
    watchLoading();
    watchAssertions('mocha');
    measureCoverage();
  } else if (config.runner === 'jest') {
    boundJest();
    followJest();
    leaveEnvironment();
  } else leaveEnvironment();
  if (process.argv.some((word) => word.includes(config.reporter))) return;
  if (config.runner === 'vitest' && files.length > 0) {
    dropPositionals(config.valuedOptions, ['run', 'watch', 'dev', 'related']);
    addArguments(files);
  }
  addArguments(config.arguments);
}

enter();
`;
