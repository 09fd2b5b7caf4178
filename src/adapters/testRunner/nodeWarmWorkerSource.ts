/**
 * The thread that runs tests for nodeWarmServerSource. Each request gets the project's modules anew; after each it looks
 * whether anything was left behind, and then it is not used again. Needs reportWriterSource, endlessSource and
 * nodeTestReporterSource before it. Text: it runs inside the sandbox.
 */
export const nodeWarmWorkerSource = String.raw`
const { parentPort } = require('node:worker_threads');
const modules = require('node:module');
const { run } = require('node:test');
const report = module.exports;
boundNodeTest();

/** Old modules are never forgotten by Node: after so many runs, or with so much memory, a thread has had its time. */
const maxRuns = 100;
const maxHeap = 160 * 1024 * 1024;
let generation = 0;

function isFresh(file) {
  return roots.some((root) => file.startsWith(root + path.sep)) && !file.includes('/node_modules/');
}

modules.registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    if (!found.url.startsWith('file:') || !context.conditions.includes('import')) return found;
    if (!isFresh(fileURLToPath(found.url))) return found;
    const url = new URL(found.url);
    url.searchParams.set('loopwright', String(generation));
    return { ...found, url: url.href };
  },
});

function forgetModules() {
  generation++;
  for (const file of Object.keys(require.cache)) if (isFresh(file) && file !== __filename) delete require.cache[file];
}

const watchedModules = ['assert', 'child_process', 'console', 'crypto', 'events', 'fs', 'fs/promises', 'http', 'https', 'net', 'os', 'path', 'test', 'timers', 'timers/promises', 'url', 'util'];

/** What tests may replace: the functions of the language and of Node's most used modules. */
function watched() {
  const owners = new Set([globalThis, process, console, Math, JSON, Reflect, Intl, Atomics]);
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const described = Object.getOwnPropertyDescriptor(globalThis, name);
    if (typeof described.value !== 'function' || name.startsWith('loopwright')) continue;
    owners.add(described.value);
    if (described.value.prototype) owners.add(described.value.prototype);
  }
  // The ones that are loaded: to load the others takes longer than most tests.
  for (const name of watchedModules) if (process.moduleLoadList.includes('NativeModule ' + name)) owners.add(require('node:' + name));
  return owners;
}

function propertiesOf(owner) {
  return Object.entries(Object.getOwnPropertyDescriptors(owner)).map(([name, { value, get, set }]) => [name, get ?? set ?? value]);
}

const changing = new Set(['_exiting', 'exitCode', '_events', '_eventsCount']);
const before = new Map();

function remember() {
  for (const owner of watched()) if (!before.has(owner)) before.set(owner, new Map(propertiesOf(owner)));
}

/** True when an owner has another property than before, or the same with another function. */
function isChanged() {
  for (const [owner, known] of before) {
    const now = propertiesOf(owner);
    if (now.length !== known.size && owner !== process) return true;
    for (const [name, value] of now) {
      if (owner === process && changing.has(name)) continue;
      const old = known.get(name);
      if (value !== old && !(value !== value && old !== old)) return true;
    }
  }
  return false;
}

/** Timers and handles that are open, also those that do not keep Node from ending. Promises are too many, and wait for these. */
const tracked = /^(Timeout|WORKER|MESSAGEPORT|STATWATCHER|FSEVENTWRAP|PROCESSWRAP|(TCP|TCPSERVER|PIPE|PIPESERVER|UDP|TLS|TTY)WRAP)$/;
const live = new Set();
require('node:async_hooks')
  .createHook({
    trackPromises: false,
    init: (id, type) => void (tracked.test(type) && live.add(id)),
    destroy: (id) => void live.delete(id),
  })
  .enable();

function countOf(words) {
  const counts = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** Handles that are open, listeners and variables: {resources, listeners, env}. */
function outside() {
  const listeners = process.eventNames().map((name) => [String(name), process.listenerCount(name)]);
  return { live: live.size, resources: countOf(process.getActiveResourcesInfo()), listeners: Object.fromEntries(listeners), env: stringify(process.env) };
}

function hasMore(now, known) {
  return Object.entries(now).some(([name, count]) => count > (known[name] ?? 0));
}

async function runFiles({ files, names }) {
  const escape = (name) => name.replace(/[\\^$.*+?()[\]{}|\/-]/g, '\\$&');
  const patterns = names.map((name) => new RegExp('^' + escape(name) + '$'));
  let red = false;
  // The runner is done when Node finds nothing left to do, and so is a test that waits for nothing.
  parentPort.unref();
  for (const file of files) {
    const events = run({ files: [file], isolation: 'none', ...(patterns.length > 0 ? { testNamePatterns: patterns } : {}) });
    events.on('test:fail', (data) => (red ||= data.todo === undefined));
    for await (const _ of report(events));
    // Without another turn Node would not look once more what is left to do.
    await new Promise((resolve) => setImmediate(resolve));
  }
  // What has ended by now is told so in the next turn.
  await new Promise((resolve) => setImmediate(resolve));
  process.exitCode = undefined;
  parentPort.ref();
  return red ? 1 : 0;
}

let kept;
let runs = 0;

parentPort.on('message', async (request) => {
  await warmedUp;
  config.report = request.report;
  config.key = request.key;
  config.names = request.names;
  // By the clock: on a busy machine that is less of the processor than it says.
  config.testMs = Math.max(500, request.testMs);
  Object.assign(patience, { slowest: 0, lost: false });
  forgetModules();
  const exitCode = await runFiles(request);
  const now = outside();
  const heap = require('node:v8').getHeapStatistics().used_heap_size;
  const clean = ++runs < maxRuns && heap < maxHeap && now.live <= kept.live && !hasMore(now.resources, kept.resources) && !hasMore(now.listeners, kept.listeners) && now.env === kept.env && !isChanged();
  // Modules of Node that this run was the first to load.
  remember();
  parentPort.postMessage({ exitCode, clean });
});

/** The first run of all loads what the runner itself needs, and what it leaves behind is no test's. */
async function warmUp() {
  config.report = require('node:os').devNull;
  await runFiles({ files: [config.warmUp], names: [] });
  kept = outside();
  remember();
}

const warmedUp = warmUp();
`;
