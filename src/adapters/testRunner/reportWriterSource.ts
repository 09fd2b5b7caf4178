/**
 * The part that every JavaScript reporter begins with: it writes the line format of `core/evidence/lineReport.ts`.
 * It is text because it runs inside the project's own process, with the project's own Node.
 */
export const reportWriterSource = String.raw`'use strict';
const fs = require('node:fs');
const path = require('node:path');
const util = require('node:util');
const { fileURLToPath } = require('node:url');
const config = __CONFIG__;

// What the tests may replace while they run is kept from the beginning.
const append = fs.appendFileSync;
const stringify = JSON.stringify;

function real(file) {
  try {
    return fs.realpathSync(file);
  } catch {
    return file;
  }
}

const roots = [config.root, real(config.root)];

/** The path relative to the workspace with '/', or undefined when it lies elsewhere. */
function place(file) {
  if (typeof file !== 'string' || file === '') return undefined;
  let absolute;
  try {
    absolute = file.startsWith('file:') ? fileURLToPath(file) : path.resolve(file);
  } catch {
    return undefined;
  }
  for (const candidate of [absolute, real(absolute)]) {
    for (const root of roots) {
      const relative = path.relative(root, candidate);
      if (relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative)) return relative.split(path.sep).join('/');
    }
  }
  return undefined;
}

function clip(text) {
  const plain = util.stripVTControlCharacters(text);
  return plain.length > 12000 ? plain.slice(0, 12000) + '\n[cut]' : plain;
}

function show(value) {
  try {
    return clip(typeof value === 'string' ? value : util.inspect(value, { depth: 6, maxArrayLength: 200, breakLength: 100 }));
  } catch {
    return undefined;
  }
}

/** A stack without the frames of endlessSource, through which tests are called. */
function ownStack(stack) {
  return stack.split('\n').filter((line) => !/^\s+at .*\bloopwright(Bounded|Call|Scope|Step)\b|^\s+at loopwright:1:/.test(line)).join('\n');
}

/** A failure from whatever was thrown. */
function failureOf(error) {
  if (error === null || typeof error !== 'object') return { message: show(error) };
  const failure = { message: clip(String(error.message || error.name || show(error))) };
  if (error.expected !== undefined || error.actual !== undefined) {
    failure.expected = show(error.expected);
    failure.actual = show(error.actual);
  }
  if (typeof error.stack === 'string') failure.stack = clip(ownStack(error.stack));
  return failure;
}

/** Takes the hook out of NODE_OPTIONS, so that processes which the tests start are left alone. */
function leaveEnvironment() {
  const options = process.env.NODE_OPTIONS || '';
  const rest = options.replace(config.nodeOptions, '').trim();
  if (rest === '') delete process.env.NODE_OPTIONS;
  else process.env.NODE_OPTIONS = rest;
}

/** Writes one segment: start, cases and errors, end. */
function openSegment() {
  const segment = process.pid + '-' + require('node:crypto').randomBytes(6).toString('hex');
  const counts = { passed: 0, failed: 0, skipped: 0, errors: 0 };
  let number = 0;
  const write = (type, fields) => {
    append(config.report, '\n' + stringify({ k: config.key, s: segment, n: number++, t: type, ...fields }) + '\n');
  };
  write('start', {});
  return {
    case(fields) {
      // A runner that was told which tests to run may report the others as skipped.
      if (fields.state === 'skipped' && config.names.length > 0 && !config.names.includes(fields.path.join(' '))) return;
      counts[fields.state]++;
      write('case', fields);
    },
    error(message) {
      counts.errors++;
      write('error', { message: clip(String(message)) });
    },
    end() {
      write('end', counts);
    },
  };
}
`;
