// Runs the tests of one small case again and again, each time on other sources: one JSON request a line, one reply a line.
// Test and source files are CommonJS and are loaded anew for each request, so nothing of a candidate is kept.
import assert from 'node:assert/strict';
import { stripTypeScriptTypes } from 'node:module';
import { createInterface } from 'node:readline';
import { inspect } from 'node:util';
import vm from 'node:vm';

/** Wall time that code may take at once, ms, and how much of it the processor must have spent on it for that to count. */
const usual = { ms: 60, usedMs: 45 };
/** On a busy machine the processor may have been elsewhere: then everything is run once more, with so long for each. */
const patient = { ms: 400, usedMs: 0 };

/** Code ran out of wall time without having had the processor. */
class Starved extends Error {}

/** Runs code that may never end. The timer of `vm` knows wall time only. */
function bounded(body, limit) {
  globalThis.__call = body;
  const began = process.cpuUsage();
  try {
    return vm.runInThisContext('globalThis.__call()', { timeout: limit.ms });
  } catch (error) {
    const { user, system } = process.cpuUsage(began);
    if (error?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' && (user + system) / 1_000 < limit.usedMs) throw new Starved();
    throw error;
  }
}

function load(name, { files, tests, cache, limit }) {
  if (cache.has(name)) return cache.get(name).exports;
  const text = name.endsWith('.cts') ? stripTypeScriptTypes(files[name]) : files[name];
  const module = { exports: {} };
  cache.set(name, module);
  const require = (wanted) => {
    if (wanted === 'node:test') return { test: (title, body) => tests.push({ title, body }) };
    if (wanted === 'node:assert/strict') return assert;
    return load(wanted.replace('./', ''), { files, tests, cache, limit });
  };
  const wrapper = vm.runInThisContext(`(function (module, exports, require) {${text}\n})`, {
    filename: `/case/${name}`,
  });
  bounded(() => wrapper(module, module.exports, require), limit);
  return module.exports;
}

async function runOne({ title, body }, limit) {
  let timer;
  try {
    const result = bounded(body, limit);
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error('timed out')), 300);
    });
    await Promise.race([result, late]);
    return { title, ok: true };
  } catch (error) {
    if (error instanceof Starved) throw error;
    const compared =
      error?.code === 'ERR_ASSERTION' ? { expected: inspect(error.expected), actual: inspect(error.actual) } : {};
    return {
      title,
      ok: false,
      message: String(error?.message ?? error),
      stack: String(error?.stack ?? ''),
      ...compared,
    };
  } finally {
    clearTimeout(timer);
  }
}

async function runAll({ files, testFile, stopEarly }, limit) {
  const tests = [];
  const results = [];
  try {
    load(testFile, { files, tests, cache: new Map(), limit });
    for (const test of tests) {
      const result = await runOne(test, limit);
      results.push(result);
      // A real runner would be stopped as a whole.
      if (stopEarly && !result.ok && result.message.includes('timed out')) break;
    }
  } catch (thrown) {
    if (thrown instanceof Starved) return runAll({ files, testFile, stopEarly }, patient);
    return { results, error: String(thrown?.stack ?? thrown) };
  }
  return { results };
}

// The first use loads what it needs, which takes longer than a candidate may.
stripTypeScriptTypes('let ready: boolean;');
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const { id, ...request } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ id, ...(await runAll(request, usual)) })}\n`);
}
