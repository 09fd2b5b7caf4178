// Runs the tests of one small case again and again, each time on other sources: one JSON request a line, one reply a line.
// Test and source files are CommonJS and are loaded anew for each request, so nothing of a candidate is kept.
import assert from 'node:assert/strict';
import { stripTypeScriptTypes } from 'node:module';
import { createInterface } from 'node:readline';
import { inspect } from 'node:util';
import vm from 'node:vm';

function load(name, files, tests, cache) {
  if (cache.has(name)) return cache.get(name).exports;
  const text = name.endsWith('.cts') ? stripTypeScriptTypes(files[name]) : files[name];
  const module = { exports: {} };
  cache.set(name, module);
  const require = (wanted) => {
    if (wanted === 'node:test') return { test: (title, body) => tests.push({ title, body }) };
    if (wanted === 'node:assert/strict') return assert;
    return load(wanted.replace('./', ''), files, tests, cache);
  };
  const wrapper = vm.runInThisContext(`(function (module, exports, require) {${text}\n})`, {
    filename: `/case/${name}`,
  });
  globalThis.__call = () => wrapper(module, module.exports, require);
  vm.runInThisContext('globalThis.__call()', { timeout: 400 });
  return module.exports;
}

async function runOne({ title, body }) {
  let timer;
  try {
    globalThis.__call = body;
    const result = vm.runInThisContext('globalThis.__call()', { timeout: 300 });
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error('timed out')), 300);
    });
    await Promise.race([result, late]);
    return { title, ok: true };
  } catch (error) {
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

for await (const line of createInterface({ input: process.stdin })) {
  const { id, files, testFile, stopEarly } = JSON.parse(line);
  const tests = [];
  const results = [];
  let error;
  try {
    load(testFile, files, tests, new Map());
    for (const test of tests) {
      const result = await runOne(test);
      results.push(result);
      // A real runner would be stopped as a whole.
      if (stopEarly && !result.ok && result.message.includes('timed out')) break;
    }
  } catch (thrown) {
    error = String(thrown?.stack ?? thrown);
  }
  process.stdout.write(`${JSON.stringify({ id, results, error })}\n`);
}
