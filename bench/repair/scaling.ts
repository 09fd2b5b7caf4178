// node bench/repair/scaling.ts [-- --json]: repair in a package of 200 test files and 20,000 lines, through the command line as built.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Peak } from '../start/sampler.ts';

/** How repair did in the large package. */
export interface Scaling {
  readonly name: string;
  readonly lines: number;
  readonly testFiles: number;
  /** As the run ended: `fixed`, or another outcome. */
  readonly outcome: string;
  readonly said: string;
  readonly wallMs: number;
  /** How long the search took, of the seconds it was given. */
  readonly searchMs: number;
  readonly givenMs: number;
  readonly tried: number;
  readonly warm: number;
  readonly cold: number;
  /** Of the whole tree, and of it without what runs in the sandbox. */
  readonly peakMb: number;
  readonly ownPeakMb: number;
}

const moduleCount = 200;
const broken = 117;
const cli = path.resolve(import.meta.dirname, '../../dist/cli.js');

/** What is wrong with one module: a small edit away, or further than any. */
const defects = [
  { name: 'a small edit away', from: 'if (value > limit) return limit;', to: 'if (value < limit) return limit;' },
  { name: 'out of reach', from: 'return sorted.slice(0, count);', to: 'return rank(list, { by: count });' },
] as const;

/** Runs repair on both defects. */
export async function measureScaling(seconds = 40): Promise<readonly Scaling[]> {
  const measured: Scaling[] = [];
  for (const defect of defects) measured.push(await measureOne(defect, seconds));
  return measured;
}

async function measureOne(defect: (typeof defects)[number], seconds: number): Promise<Scaling> {
  const root = mkdtempSync(path.join(tmpdir(), 'loopwright-scaling-'));
  const [project, home] = [path.join(root, 'package'), path.join(root, 'home')];
  try {
    mkdirSync(home);
    const lines = writePackage(project, defect);
    const began = performance.now();
    const args = ['fix', '--model', 'none', '--repair-seconds', String(seconds), '--json', '--workspace', project];
    const { output, peak } = await runCli(args, home);
    const wallMs = performance.now() - began;
    const fixed = JSON.parse(output) as { runId?: string; outcome?: string };
    const shown = await runCli(['show', String(fixed.runId), '--json', '--workspace', project], home);
    const { events } = JSON.parse(shown.output) as { events: readonly Record<string, unknown>[] };
    const ended = events.findLast(({ type }) => type === 'repair.finished') ?? {};
    const trials = (ended.trials ?? {}) as { warm?: number; cold?: number };
    return {
      name: defect.name,
      lines,
      testFiles: moduleCount,
      outcome: fixed.outcome ?? 'none',
      said: String(ended.found ?? ended.why ?? ''),
      wallMs: Math.round(wallMs),
      searchMs: Math.round(Number(ended.ms ?? 0)),
      givenMs: seconds * 1000,
      tried: Number(ended.tried ?? 0),
      warm: trials.warm ?? 0,
      cold: trials.cold ?? 0,
      peakMb: Math.round(peak.rssMb),
      ownPeakMb: Math.round(peak.ownRssMb),
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function runCli(args: readonly string[], home: string): Promise<{ output: string; peak: Peak }> {
  const env = { ...process.env, LOOPWRIGHT_HOME: home, NO_COLOR: '1' };
  const child = spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const sampler = new Worker(new URL('../start/sampler.ts', import.meta.url), { workerData: child.pid });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  await once(child, 'close');
  sampler.postMessage('end');
  const [peak] = (await once(sampler, 'message')) as [Peak];
  if (output.trim() === '') throw new Error(`loopwright ${args[0]} printed nothing: ${errors.slice(-2000)}`);
  return { output, peak };
}

/** Writes the package and gives its lines, tests included. */
function writePackage(folder: string, defect: (typeof defects)[number]): number {
  for (const made of ['src', 'test']) mkdirSync(path.join(folder, made), { recursive: true });
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'large', version: '1.0.0', type: 'module', scripts: { test: 'node --test' } }),
  );
  for (let number = 0; number < moduleCount; number++) {
    const text = moduleText(number);
    const shown = number === broken ? text.replace(defect.from, defect.to) : text;
    if (number === broken && shown === text) throw new Error('the defect was not put in');
    writeFileSync(path.join(folder, 'src', `part${number}.js`), shown);
    writeFileSync(path.join(folder, 'test', `part${number}.test.js`), testText(number));
  }
  const linesIn = (made: string): number =>
    readdirSync(path.join(folder, made)).reduce(
      (sum, name) => sum + readFileSync(path.join(folder, made, name), 'utf8').split('\n').length - 1,
      0,
    );
  return linesIn('src') + linesIn('test');
}

/** Each module leans on one before it, so that a test reaches several files. */
function moduleText(number: number): string {
  const below = number % 10 === 0 ? undefined : number - 1;
  const extra = Array.from({ length: 9 }, (_, index) => extraText(index, number));
  return `${below === undefined ? '' : `import { clamp${below} } from './part${below}.js';\n`}
/** Keeps a value between nothing and a limit. */
export function clamp${number}(value, limit) {
  if (value < 0) return 0;
  if (value > limit) return limit;
  return ${below === undefined ? 'value' : `clamp${below}(value, limit)`};
}

/** The smallest values, in order. */
export function smallest${number}(list, count) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted.slice(0, count);
}

function rank(list, { by }) {
  const seen = new Map();
  for (const [index, value] of list.entries()) seen.set(value, index * by);
  return [...seen.values()];
}

export function ranks${number}(list) {
  return rank(list, { by: ${(number % 5) + 1} });
}
${extra.join('')}`;
}

function extraText(index: number, number: number): string {
  return `
export function fold${number}x${index}(list) {
  let total = ${index};
  for (const value of list) {
    if (value % ${index + 2} === 0) total += value * ${(number % 7) + 1};
    else total -= value;
  }
  return total;
}
`;
}

function testText(number: number): string {
  return `import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clamp${number}, fold${number}x0, ranks${number}, smallest${number} } from '../src/part${number}.js';

describe('part ${number}', () => {
  it('keeps values within their limit', () => {
    assert.equal(clamp${number}(15, 10), 10);
    assert.equal(clamp${number}(5, 10), 5);
    assert.equal(clamp${number}(-5, 10), 0);
  });

  it('gives the smallest in order', () => {
    assert.deepEqual(smallest${number}([30, 1, 22, 10], 2), [1, 10]);
    assert.deepEqual(smallest${number}([], 2), []);
  });

  it('folds and ranks', () => {
    assert.equal(fold${number}x0([]), 0);
    assert.equal(ranks${number}([3, 4]).length, 2);
  });
});
`;
}

if (process.argv[1] === import.meta.filename) {
  const measured = await measureScaling();
  for (const one of measured)
    console.log(
      `${one.name}: ${one.outcome} after ${(one.wallMs / 1000).toFixed(1)} s (search ${(one.searchMs / 1000).toFixed(1)} of ${one.givenMs / 1000} s, ` +
        `${one.tried} tried, ${one.warm} warm, ${one.cold} cold), at most ${one.peakMb} MB, ${one.ownPeakMb} of them our own; ` +
        `${one.lines} lines, ${one.testFiles} test files. ${one.said}`,
    );
  if (process.argv.includes('--json')) console.log(JSON.stringify(measured));
}
