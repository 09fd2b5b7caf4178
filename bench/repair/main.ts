// npm run bench:repair [-- --json | --check | --half tuning | --only ID | --sample N | --all]: how many known defects repair without a model
// mends, and how many of them rightly by a suite that it never sees. Needs `npm run build` first.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkModule } from './check.ts';
import { type CorpusModule, type Defect, readCorpus } from './corpus.ts';
import { fixOne, type Result } from './fixOne.ts';
import { Judge } from './judge.ts';
import { figuresOf, halfLines, tableOf } from './report.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    half: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    sample: { type: 'string' },
    all: { type: 'boolean', default: false },
    limit: { type: 'string' },
    jobs: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '30' },
  },
});

interface Case {
  readonly module: CorpusModule;
  readonly defect: Defect;
}

function count(name: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number above 0`);
  return value;
}

function say(line: string): void {
  if (!values.json) console.log(line);
}

function chosenModules(): readonly CorpusModule[] {
  if (values.half !== undefined && values.half !== 'tuning' && values.half !== 'heldBack')
    throw new Error('--half takes tuning or heldBack');
  return readCorpus().filter(({ half }) => values.half === undefined || half === values.half);
}

/** Of each half, when nothing else is asked for: all of them take hours. */
const usualSample = 64;

/** `--only` names defects or modules; `--sample` takes that many of each half, spread over its modules; `--all` takes all. */
function chosenCases(): readonly Case[] {
  const all = chosenModules().flatMap((module) => module.defects.map((defect) => ({ module, defect })));
  const named = all.filter(
    ({ module, defect }) =>
      values.only.length === 0 || values.only.some((id) => id === defect.id || id === module.name),
  );
  if (named.length === 0) throw new Error('no defect of the corpus has that name');
  const sample = count('sample', values.sample) ?? (values.all || values.only.length > 0 ? undefined : usualSample);
  const sampled = sample === undefined ? named : ['tuning', 'heldBack'].flatMap((half) => spread(named, half, sample));
  return sampled.slice(0, count('limit', values.limit));
}

function spread(cases: readonly Case[], half: string, wanted: number): readonly Case[] {
  const own = cases.filter(({ module }) => module.half === half);
  const step = Math.max(1, own.length / wanted);
  return own.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step)).slice(0, wanted);
}

async function check(): Promise<void> {
  const judge = new Judge();
  const modules = chosenModules().filter(({ name }) => values.only.length === 0 || values.only.includes(name));
  let wrong = 0;
  for (const module of modules) {
    const sentences = await checkModule(module, judge);
    for (const sentence of sentences) console.log(sentence);
    wrong += sentences.length;
  }
  judge.dispose();
  const defects = modules.reduce((sum, module) => sum + module.defects.length, 0);
  console.log(`${modules.length} modules, ${defects} defects, ${wrong} wrong`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

async function runAll(cases: readonly Case[]): Promise<ReadonlyMap<Case, Result>> {
  const seconds = count('seconds', values.seconds) ?? 30;
  const judge = new Judge();
  const results = new Map<Case, Result>();
  const waiting = [...cases];
  const workOff = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const result = await fixOne(next.module, next.defect, seconds, judge);
      results.set(next, result);
      const verdict = result.correct ? 'correct' : result.solved ? 'WRONG' : '-';
      const took = `${(result.ms / 1000).toFixed(1)} s`;
      const place = `${results.size}/${cases.length}`.padEnd(9);
      say(
        `${place}${verdict.padEnd(9)}${took.padStart(7)}${String(result.tried).padStart(7)}  ${result.id}: ${result.said}`,
      );
    }
  };
  await Promise.all(Array.from({ length: count('jobs', values.jobs) ?? 1 }, workOff));
  judge.dispose();
  return results;
}

async function bench(): Promise<void> {
  if (!existsSync(path.resolve(import.meta.dirname, '..', '..', 'dist', 'cli.js')))
    throw new Error('npm run build first');
  const cases = chosenCases();
  say(`${cases.length} defects; verdict, time, candidates tried`);
  const results = await runAll(cases);
  const of = (half: string) =>
    cases.flatMap((one) =>
      one.module.half === half ? [results.get(one)].filter((result) => result !== undefined) : [],
    );
  const tuning = of('tuning');
  const heldBack = of('heldBack');
  for (const line of [...halfLines('tuning', tuning), ...halfLines('held back', heldBack)]) say(line);
  for (const line of tableOf([...tuning, ...heldBack])) say(line);
  const throughputRatio = await throughput();
  console.log(JSON.stringify({ tuning: figuresOf(tuning), heldBack: figuresOf(heldBack), throughputRatio }));
}

/** Warm against cold, by runner; null when only some of the defects are asked for. */
async function throughput(): Promise<Readonly<Record<string, number>> | null> {
  if (values.half !== undefined || values.only.length > 0 || values.limit !== undefined) return null;
  const { measureThroughput } = await import('./throughput.ts');
  const measured = await measureThroughput();
  for (const { runner, cold, warm, ratio } of measured)
    say(
      `${runner}: ${warm.toFixed(1)} candidates a second in processes that stay, ${cold.toFixed(1)} otherwise: ${ratio.toFixed(1)} times`,
    );
  return Object.fromEntries(measured.map(({ runner, ratio }) => [runner, Math.round(ratio * 10) / 10]));
}

await (values.check ? check() : bench());
