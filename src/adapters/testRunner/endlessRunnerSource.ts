/**
 * How jest calls what the tests hand to it, ended when it goes on without end: its environment hears of every test and hook before that
 * is called. jest runs tests in its own process or in processes of jest-worker, to which the hook goes along. Text: it runs inside
 * the project's process. Needs endlessSource before it.
 */
export const jestEndlessSource = String.raw`
/** The same function, ended. Generators are left alone, and the number of parameters stays: jest calls by both. */
function boundHeld(holder, seen) {
  const action = holder && holder.fn;
  if (typeof action !== 'function' || seen.has(action) || action.constructor.name.includes('Generator')) return;
  const ended = Object.defineProperty(bounded(action), 'length', { value: action.length });
  seen.add(ended);
  holder.fn = ended;
}

function boundEnvironment(environment) {
  const seen = new WeakSet();
  const hear = environment.handleTestEvent;
  environment.handleTestEvent = function loopwrightHear(event, state) {
    if (event.name === 'test_fn_start') boundHeld(event.test, seen);
    if (event.name === 'hook_start') boundHeld(event.hook, seen);
    return hear ? hear.call(this, event, state) : undefined;
  };
}

/** jest-circus as jest-runner loads it: a function of configurations, the environment, and more. */
const circus = /\/jest-circus\/(runner|build\/runner|build\/legacy-code-todo-rewrite\/jestAdapter)\.js$/;

function boundJest() {
  const { Module } = require('node:module');
  const compile = Module.prototype._compile;
  const known = new WeakSet();
  const around = (adapter) => {
    if (typeof adapter !== 'function' || known.has(adapter)) return adapter;
    const entered = function loopwrightAdapter(first, second, environment, ...rest) {
      boundEnvironment(environment);
      return adapter(first, second, environment, ...rest);
    };
    known.add(entered);
    return entered;
  };
  Module.prototype._compile = function (content, filename, ...rest) {
    const result = compile.call(this, content, filename, ...rest);
    if (!circus.test(String(filename).split(path.sep).join('/'))) return result;
    const { exports: given } = this;
    if (typeof given === 'function') this.exports = around(given);
    else if (given && typeof given.default === 'function') given.default = around(given.default);
    return result;
  };
}

const jestWorker = /\/jest-worker\/build\/(workers\/)?processChild\.js$/;

/** The hook goes into processes of jest-worker by their arguments: what tests start inherits the environment. */
function followJest() {
  const children = require('node:child_process');
  const { fork } = children;
  children.fork = function (file, given, options, ...rest) {
    if (!jestWorker.test(String(file).split(path.sep).join('/')) || !options) return fork.call(this, file, given, options, ...rest);
    return fork.call(this, file, given, { ...options, execArgv: ['--require', __filename, ...(options.execArgv || [])] }, ...rest);
  };
}

/** A process of jest-worker: what it starts is none of ours. */
function enterJestWorker() {
  const at = process.execArgv.indexOf(__filename);
  if (at > 0) process.execArgv.splice(at - 1, 2);
  boundJest();
}
`;

/**
 * A setup file for vitest, whose tests are run by a class of its own: what it calls a test by is ended when it goes on without end. The
 * reporter fills in where vitest's modules are. Runs beside the tests, in a process, a thread or a context of its own.
 */
export const vitestSetupSource = (common: string): string => `import { createRequire } from 'node:module';
const { bounded } = createRequire(import.meta.url)(${JSON.stringify(`./${common}`)});
const modules = [];
for (const address of __MODULES__) {
  // Which of them there are depends on the version.
  modules.push(await import(/* @vite-ignore */ address).catch(() => ({})));
}
const [main, runners, suite] = modules;
const Runner = main.TestRunner || runners.VitestTestRunner;
const functionOf = suite.getFn || (main.TestRunner && main.TestRunner.getTestFn);
if (Runner && functionOf && !Runner.prototype.runTask) {
  Runner.prototype.runTask = function (test) {
    const action = functionOf(test);
    if (typeof action !== 'function') throw new Error('The test has no function.');
    try {
      return bounded(action)();
    } catch (error) {
      if (String(error && error.message).startsWith('Endless: ') && this._deadline) this._deadline.clear();
      throw error;
    }
  };
}
`;
