// npm run bench:start [-- --json | -- --runs 9]: how soon an agent asks its model, with how much, and what it takes of the machine.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installPeers } from '../installPeers.ts';
import type { Agent } from './agents.ts';
import { type Measured, measure } from './measure.ts';
import { Place } from './task.ts';
import { fixedTokens } from './tokens.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean' }, runs: { type: 'string', default: '7' } } });
const json = values.json === true;
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs takes a whole number above 0');

/** Medians over the runs; the last two say what lies behind them. */
interface Figures {
  readonly firstRequestMs: number;
  readonly firstRequestCpuMs: number;
  readonly fixedTokens: number;
  readonly peakRssMb: number;
  readonly peakRssSumMb: number;
  readonly ownPeakRssMb: number;
  readonly wallMs: number;
  readonly testsMs: number;
}

const round = (value: number) => Math.round(value * 10) / 10;

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return round(sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2);
}

async function figuresOf(measured: readonly Measured[]): Promise<Figures> {
  const of = (name: Exclude<keyof Measured, 'first'>) => median(measured.map((one) => one[name]));
  const tokens = await Promise.all(measured.map(({ first }) => fixedTokens(first)));
  return {
    firstRequestMs: of('firstRequestMs'),
    firstRequestCpuMs: of('firstRequestCpuMs'),
    fixedTokens: median(tokens),
    peakRssMb: of('peakRssMb'),
    peakRssSumMb: of('peakRssSumMb'),
    ownPeakRssMb: of('ownPeakRssMb'),
    wallMs: of('wallMs'),
    testsMs: of('testsMs'),
  };
}

/** In turn, so that whatever else the machine does meets all of them alike. The first round warms up and is not counted. */
async function measureAll(agents: readonly Agent[]): Promise<Map<Agent, Figures>> {
  const places = new Map(agents.map((agent) => [agent, new Place(agent.name)]));
  const seen = new Map<Agent, Measured[]>(agents.map((agent) => [agent, []]));
  try {
    for (let run = 0; run <= runs; run++) {
      for (const [agent, place] of places) {
        const measured = await measure(agent, place);
        if (run > 0) seen.get(agent)?.push(measured);
      }
    }
  } finally {
    for (const place of places.values()) place.remove();
  }
  const figures = await Promise.all([...seen].map(async ([agent, all]) => [agent, await figuresOf(all)] as const));
  return new Map(figures);
}

function say(line: string): void {
  if (!json) console.log(line);
}

function row(name: string, cells: readonly string[]): string {
  return `${name.padEnd(22)}${cells.map((cell) => cell.padStart(15)).join('')}`;
}

installPeers(['@openai/codex', '@mariozechner/pi-coding-agent', 'gpt-tokenizer']);
if (!existsSync(path.resolve(import.meta.dirname, '../../dist/cli.js')))
  throw new Error('dist/cli.js is missing: run npm run build first');
// Loaded now: it reads the versions of the peers.
const { loopwright, peers } = await import('./agents.ts');
const all = await measureAll([loopwright, ...peers]);
const own = all.get(loopwright);
if (!own) throw new Error('nothing was measured');
const heads = [
  'first request',
  'processor',
  'fixed tokens',
  'memory',
  'RSS sum',
  'without cmds',
  'whole task',
  'of it tests',
];
say(`medians of ${runs} runs after one to warm up; times in ms, memory in MiB; in brackets: times ours`);
say(row('', heads));
for (const [{ name, version }, figures] of all) {
  const cells = (Object.keys(own) as (keyof Figures)[]).map((key) => {
    const ratio =
      figures === own || own[key] === 0 || key === 'testsMs' ? '' : ` (${(figures[key] / own[key]).toFixed(2)})`;
    return `${Math.round(figures[key])}${ratio}`;
  });
  say(row(`${name} ${version}`, cells));
}
const beside = [...all]
  .filter(([agent]) => agent !== loopwright)
  .map(([{ name }, figures]) => [name, figures] as const);
console.log(JSON.stringify({ ...own, peers: Object.fromEntries(beside) }));
