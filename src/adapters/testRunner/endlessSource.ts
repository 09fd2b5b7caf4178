/**
 * Ends a test that computes without end and never gives control back, so that it is red and the others still run: `vm` runs it, which
 * can end what it runs. Counted is time by the clock, as V8 knows no other; what waits is let be. Once a test had to be ended, the next
 * ones get less. Text: it runs inside the project's process. Needs reportWriterSource before it.
 */
export const endlessSource = `
const { performance } = require('node:perf_hooks');
const { Script } = require('node:vm');
const stepKey = Symbol.for('loopwright.step');
/** The scripts of this module run in Node's own context, which need not be that of the tests. */
const ownGlobal = new Script('globalThis').runInThisContext();
const stepScript = new Script('globalThis[Symbol.for("loopwright.step")]()', { filename: 'loopwright' });
const patience = { slowest: 0, lost: false };

/** How long a test may compute, in ms. Who has tests that compute for longer says so in the command's environment. */
function patienceMs() {
  const own = Number(process.env.LOOPWRIGHT_TEST_SECONDS) * 1000;
  const first = config.testMs || (own > 0 ? own : 10000);
  const now = patience.lost ? Math.min(first, Math.max(100, config.testMs ? first / 3 : 1000)) : first;
  return Math.ceil(Math.max(now, 20 * patience.slowest));
}

function loopwrightCall(action) {
  const outer = ownGlobal[stepKey];
  let result;
  let thrown;
  ownGlobal[stepKey] = function loopwrightStep() {
    try {
      result = action();
    } catch (error) {
      thrown = { error };
    }
  };
  const began = performance.now();
  try {
    stepScript.runInThisContext({ timeout: patienceMs() });
  } catch (error) {
    if (!error || error.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    patience.lost = true;
    throw new Error('Endless: The test did not come to an end and was stopped.');
  } finally {
    ownGlobal[stepKey] = outer;
  }
  patience.slowest = Math.max(patience.slowest, performance.now() - began);
  if (thrown) throw thrown.error;
  return result;
}

/** The same function, ended when it goes on for too long before it gives control back. */
function bounded(action) {
  return function loopwrightBounded(...given) {
    const self = this;
    return loopwrightCall(function loopwrightCall() {
      return Reflect.apply(action, self, given);
    });
  };
}

/** Tests, suites and hooks of node:test are resources of async_hooks, and this is how it calls what was handed to it. */
function boundNodeTest() {
  const { AsyncResource } = require('node:async_hooks');
  const enterScope = AsyncResource.prototype.runInAsyncScope;
  AsyncResource.prototype.runInAsyncScope = function loopwrightScope(action, self, ...given) {
    const kind = this.constructor && this.constructor.name;
    const isTest = kind === 'Test' || kind === 'Suite' || kind === 'TestHook';
    return Reflect.apply(enterScope, this, [isTest && typeof action === 'function' ? bounded(action) : action, self, ...given]);
  };
}
`;
