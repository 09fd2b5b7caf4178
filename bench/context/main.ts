// npm run bench:context [-- --json --sizes 1000,10000 --files 2000 | --quality | --build 10000]: the context index beside vectra, MiniSearch, Orama and FTS5: build, update, questions, memory, quality.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installPeers } from '../installPeers.ts';
import { generatedFiles } from './generated.ts';
import type { Measured } from './measure.ts';
import { openBenchOutliner } from './outliner.ts';
import { peerNames } from './peers.ts';
import { prepare } from './prepare.ts';
import { type Answered, answerSet, type Quality, qualityOf, type Way, ways } from './quality.ts';
import { packageNames, readRetrievalSets } from './retrievalSet.ts';
import { measureWorkspace } from './workspace.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    /** Pieces of code. */
    sizes: { type: 'string', default: '1000,10000,100000' },
    /** Of the workspace whose index is built. */
    files: { type: 'string', default: '10000' },
    /** Only the quality of answers. */
    quality: { type: 'boolean', default: false },
    /** Only the index of so many generated files, against its bars. */
    build: { type: 'string' },
  },
});
const { json } = flags;
const sizes = flags.sizes.split(',').map(Number);
const largest = Math.max(...sizes);
const limitMs = 180_000;
const waysInOrder = Object.keys(ways) as Way[];

function say(line = ''): void {
  if (!json) console.log(line);
}

/** One engine at one size in a process of its own; undefined when it does not end in time or breaks down. */
async function measure(engine: string, count: number, folder: string): Promise<Measured | undefined> {
  const script = path.join(import.meta.dirname, 'measure.ts');
  const flags = ['--expose-gc', '--max-old-space-size=3000'];
  const child = spawn(process.execPath, [...flags, script, engine, String(count), folder], {
    stdio: ['ignore', 'pipe', json ? 'ignore' : 'inherit'],
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  let out = '';
  child.stdout.on('data', (bytes: Buffer) => {
    out += bytes.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return code === 0 ? (JSON.parse(out.trim().split('\n').at(-1) ?? '') as Measured) : undefined;
}

const rounded = (value: number | undefined, digits = 3) =>
  value === undefined ? null : Math.round(value * 10 ** digits) / 10 ** digits;

function row(name: string, count: number, measured: Measured | undefined): string {
  if (!measured) return `${name.padEnd(16)}${String(count).padStart(8)}   not within ${limitMs / 1000} s`;
  const { buildMs, updateMs, p50Ms, p95Ms, p99Ms, rssMb } = measured;
  const cells = [
    rounded(buildMs, 0),
    rounded(updateMs, 1),
    rounded(p50Ms),
    rounded(p95Ms),
    rounded(p99Ms),
    rounded(rssMb, 0),
  ];
  return `${name.padEnd(16)}${String(count).padStart(8)}${cells.map((cell) => String(cell ?? '-').padStart(10)).join('')}`;
}

/** Ours: built in one process, asked in another, as it is used. */
async function measureOurs(folder: string): Promise<Record<string, Measured | undefined>> {
  const measured: Record<string, Measured | undefined> = {};
  for (const count of sizes) {
    const built = await measure('build', count, folder);
    const asked = built && (await measure('query', count, folder));
    measured[count] = asked && { ...built, ...asked };
    say(row('loopwright', count, measured[count]));
  }
  return measured;
}

async function measurePeers(folder: string): Promise<Record<string, Record<string, Measured | undefined>>> {
  const peers: Record<string, Record<string, Measured | undefined>> = {};
  for (const name of peerNames) {
    const bySize: Record<string, Measured | undefined> = {};
    peers[name] = bySize;
    for (const count of sizes) {
      // What was too slow for fewer is not tried with more.
      const before = sizes.filter((size) => size < count).every((size) => bySize[size] !== undefined);
      bySize[count] = before ? await measure(name, count, folder) : undefined;
      say(row(name, count, bySize[count]));
    }
  }
  return peers;
}

async function measureQuality(): Promise<readonly Answered[]> {
  const answered: Answered[] = [];
  for (const set of await readRetrievalSets(await openBenchOutliner())) answered.push(...(await answerSet(set)));
  return answered;
}

function qualities(answered: readonly Answered[]): Record<Way, Quality> {
  const of = (way: Way): Quality => {
    const { recall10, mrr } = qualityOf(answered, way);
    return { recall10: rounded(recall10) ?? 0, mrr: rounded(mrr) ?? 0 };
  };
  return { lexical: of('lexical'), dense: of('dense'), hybrid: of('hybrid'), hybridGraph: of('hybridGraph') };
}

function sayQuality(answered: readonly Answered[]): void {
  say(`\nrecall@10 / mean reciprocal rank`);
  say(`${'questions'.padEnd(34)}${waysInOrder.map((way) => way.padStart(16)).join('')}`);
  const groups: readonly (readonly [string, (one: Answered) => boolean])[] = [
    ['all', () => true],
    ['half that was tuned on', ({ half }) => half === 'tuning'],
    ['half held back', ({ half }) => half === 'heldBack'],
    ['comment -> function', ({ kind }) => kind === 'doc'],
    ['test -> file of the fix', ({ kind }) => kind === 'test'],
    ['question -> file', ({ kind }) => kind === 'question'],
  ];
  for (const [name, isIn] of groups) {
    const some = answered.filter(isIn);
    const figures = qualities(some);
    const cells = waysInOrder.map((way) =>
      `${figures[way].recall10.toFixed(3)} / ${figures[way].mrr.toFixed(3)}`.padStart(16),
    );
    say(`${`${name} (${some.length})`.padEnd(34)}${cells.join('')}`);
  }
}

function bySize(measured: Readonly<Record<string, Measured | undefined>>, what: keyof Measured) {
  return Object.fromEntries(sizes.map((size) => [size, rounded(measured[size]?.[what])]));
}

/** An index of generated files, and whether it holds what first build under a minute, the caller free, a change found within a second. */
async function measureBuild(count: number): Promise<void> {
  const times = await measureWorkspace(count, generatedFiles(count));
  const bars = { buildMs: 60_000, longestBlockMs: 200, changeMs: 1_000 } as const;
  const missed = Object.entries(bars).filter(([name, most]) => times[name as keyof typeof bars] > most);
  for (const [name, most] of Object.entries(bars))
    say(`${name.padEnd(16)}${times[name as keyof typeof bars].toFixed(0).padStart(8)} of at most ${most} ms`);
  say(`processor time  ${times.buildCpuMs.toFixed(0).padStart(8)} ms for ${times.files} files`);
  if (json) console.log(JSON.stringify({ ...times, held: missed.length === 0 }));
  if (missed.length > 0) process.exitCode = 1;
}

if (flags.build !== undefined) {
  await measureBuild(Number(flags.build));
  process.exit();
}
installPeers(['vectra', 'minisearch', '@orama/orama', ...packageNames]);
const answered = await measureQuality();
sayQuality(answered);
if (flags.quality) process.exit();
const folder = mkdtempSync(path.join(tmpdir(), 'loopwright-bench-context-'));
try {
  const files = await measureWorkspace(Number(flags.files));
  say(
    `\na workspace of ${files.files} files: index built in ${(files.buildMs / 1000).toFixed(1)} s (${(files.buildCpuMs / 1000).toFixed(1)} s of processor time), caller blocked for at most ${files.longestBlockMs.toFixed(0)} ms; a change is found after ${files.changeMs.toFixed(0)} ms\n`,
  );
  await prepare(folder, largest, await openBenchOutliner());
  const heads = ['build ms', 'update ms', 'P50 ms', 'P95 ms', 'P99 ms', 'RSS MB'];
  say(`${'engine'.padEnd(16)}${'pieces'.padStart(8)}${heads.map((head) => head.padStart(10)).join('')}`);
  const ours = await measureOurs(folder);
  const peers = await measurePeers(folder);
  const result = {
    p50Ms: bySize(ours, 'p50Ms'),
    p99Ms: bySize(ours, 'p99Ms'),
    rssMb: rounded(ours[largest]?.rssMb, 1),
    buildMs: bySize(ours, 'buildMs'),
    peers: Object.fromEntries(
      Object.entries(peers).map(([name, measured]) => [
        name,
        {
          p50Ms: bySize(measured, 'p50Ms'),
          p99Ms: bySize(measured, 'p99Ms'),
          rssMb: rounded(measured[largest]?.rssMb, 1),
          buildMs: bySize(measured, 'buildMs'),
        },
      ]),
    ),
    quality: { ...qualities(answered), heldBack: qualities(answered.filter(({ half }) => half === 'heldBack')) },
  };
  if (json) console.log(JSON.stringify(result));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
