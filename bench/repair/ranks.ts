// node bench/repair/ranks.ts [--keep DIR] [--only ID]: how far down the list the defect's line and its known fix are, for the tuning half of the
// corpus and several ways to localise. Reproduces each defect once, with coverage, and tries no edit. Needs `npm run build` first.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createTreeSitterParser } from '../../src/adapters/syntax/treeSitterParser.ts';
import { createLoopwright } from '../../src/app/createLoopwright.ts';
import { applyEdits } from '../../src/core/repair/candidateEdit.ts';
import { dstar, type LineAges, type LocaliseInput, localise, ochiai } from '../../src/core/repair/localise.ts';
import { observeFailures } from '../../src/core/repair/observation.ts';
import { createProject } from '../../src/core/repair/project.ts';
import { rankedEdits } from '../../src/core/repair/rank.ts';
import { sourcesOf } from '../../src/core/repair/sourceFiles.ts';
import type { SyntaxParser } from '../../src/core/repair/syntaxParser.ts';
import { readReproduction } from '../../src/core/run/keptReproduction.ts';
import { type CorpusModule, type Defect, readCorpus, writeProject } from './corpus.ts';

const { values } = parseArgs({ options: { keep: { type: 'string' }, only: { type: 'string' } } });
const root = path.resolve(import.meta.dirname, '..', '..');
const keep = values.keep ?? mkdtempSync(path.join(tmpdir(), 'loopwright-ranks-'));
const never = new AbortController().signal;
/** No further than this is a known fix looked for. */
const mostEdits = 2_000;
const jobs = 2;

type Variant = Pick<LocaliseInput, 'spectrum' | 'recent' | 'ageWeights'>;
const variants: Readonly<Record<string, (one: Seen) => Variant>> = {
  ochiai: () => ({ spectrum: ochiai }),
  dstar: () => ({ spectrum: dstar }),
  mean: () => ({ spectrum: (...given) => (ochiai(...given) + dstar(...given)) / 2 }),
  'changed: defect, as many': (one) => ({ recent: changedWith(one) }),
  'changed: something else': (one) => ({ recent: changedElsewhere(one) }),
  'twice as strong, defect': (one) => ({ recent: changedWith(one), ageWeights: [1.6, 1.35, 1.15] }),
  'twice as strong, else': (one) => ({ recent: changedElsewhere(one), ageWeights: [1.6, 1.35, 1.15] }),
};

/** So many lines around the defect, and as many elsewhere in its file, are not committed. */
const around = 5;

/** What a person was at work on holds the defect, and so does something else in the same file. */
function changedWith(one: Seen): LineAges {
  return new Map([...one.lines].map(([file, lines]) => [file, agesOf([...nearBy(lines), ...elsewhere(one, file)])]));
}

/** What a person was at work on is not what is wrong. */
function changedElsewhere(one: Seen): LineAges {
  return new Map([...one.lines.keys()].map((file) => [file, agesOf(elsewhere(one, file))]));
}

const agesOf = (lines: readonly number[]) => new Map(lines.map((line) => [line, 0]));
const span = (from: number) => Array.from({ length: 2 * around + 1 }, (_, i) => from + i);
const nearBy = (lines: readonly number[]) => span((lines[0] ?? 1) - around);

/** Lines as many as those around the defect, at a place that the defect's name gives, not near it. */
function elsewhere({ id, files, lines }: Seen, file: string): readonly number[] {
  const near = new Set(nearBy(lines.get(file) ?? []));
  const count = (files.get(file) ?? '').split('\n').length;
  const seed = [...id].reduce((sum, letter) => (31 * sum + (letter.codePointAt(0) ?? 0)) % 100_003, 7);
  return span(1 + (seed % Math.max(1, count - 2 * around))).filter((line) => !near.has(line));
}

/** A defect as it was seen: its files, what failed, and where it is. */
interface Seen {
  readonly id: string;
  readonly files: ReadonlyMap<string, string>;
  readonly right: ReadonlyMap<string, string>;
  readonly reproduction: string;
  readonly lines: ReadonlyMap<string, readonly number[]>;
}

async function see(module: CorpusModule, defect: Defect): Promise<Seen | undefined> {
  const folder = path.join(keep, defect.id);
  const [project, home] = [path.join(folder, module.name), path.join(folder, 'home')];
  const kept = path.join(folder, 'reproduction.json');
  const env = { ...process.env, LOOPWRIGHT_HOME: home, NO_COLOR: '1' };
  if (!existsSync(kept)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(home, { recursive: true });
    writeProject(module, project, defect);
    const args = ['fix', '--model', 'none', '--repair-seconds', '1', '--max-minutes', '2', '--workspace', project];
    const child = spawn(process.execPath, [path.join(root, 'dist/cli.js'), ...args], { env, stdio: 'ignore' });
    await new Promise((done) => child.on('close', done));
    const app = createLoopwright({ env });
    const [row] = await app.listRuns(project, never);
    const run = row && (await app.findRun(project, row.runId, never));
    const hash = run && (await app.getState(run, never)).reproduction?.hash;
    const text = run && hash && (await app.readKept(run, hash, never));
    app.dispose();
    if (!text) return undefined;
    writeFileSync(kept, text);
  }
  const right = path.join(folder, 'right');
  rmSync(right, { recursive: true, force: true });
  writeProject(module, right);
  const paths = [...new Set(defect.hunks.map(({ file }) => file))];
  const read = (from: string, file: string) => readFileSync(path.join(from, file), 'utf8');
  return {
    id: defect.id,
    files: new Map(filesBelow(project).map((file) => [file, read(project, file)])),
    right: new Map(paths.map((file) => [file, read(right, file)])),
    reproduction: readFileSync(kept, 'utf8'),
    lines: new Map(paths.map((file) => [file, defectLines(defect, file, read(project, file))])),
  };
}

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((file) => !file.includes('__pycache__'));
}

/** Lines of the defective file that the right one does not have; where it only lacks some, those around the gap. */
function defectLines({ hunks, id }: Defect, file: string, text: string): readonly number[] {
  const lines = text.split('\n');
  return hunks
    .filter((hunk) => hunk.file === file)
    .flatMap(({ before, after }) => {
      const start = lines.findIndex((_, at) => after.every((line, step) => lines[at + step] === line));
      if (start < 0) throw new Error(`${id}: its lines are not found`);
      const own = after.flatMap((line, step) => (before.includes(line) ? [] : [start + step + 1]));
      return own.length > 0 ? own : after.map((_, step) => start + step + 1);
    });
}

interface Rank {
  /** Place of the best line of the defect, from 1. */
  readonly line: number | undefined;
  /** Place of the edit that gives the right file again. */
  readonly edit: number | undefined;
}

const plain = (text: string) => text.replace(/\s+/g, '');

async function rankOf(seen: Seen, variant: Variant, parser: SyntaxParser): Promise<Rank> {
  const reproduction = readReproduction(seen.reproduction);
  const ids = new Set(reproduction.red.map(({ id }) => id));
  const { cases } = reproduction.before;
  const targets = cases.filter(({ id }) => ids.has(id));
  const passing = cases.filter(({ state }) => state === 'passed');
  const project = createProject(sourcesOf(seen.files), parser);
  const { coverage } = reproduction;
  const where = await localise({ project, targets, passing, coverage, ...variant }, never);
  // Lines of equal score share the middle of their places: their order says nothing.
  const placeOf = (score: number) => {
    const above = where.lines.filter((line) => line.score > score).length;
    return above + (where.lines.filter((line) => line.score === score).length + 1) / 2;
  };
  const own = where.lines.filter(({ path: file, line }) => seen.lines.get(file)?.includes(line));
  const best = own[0] && placeOf(own[0].score);
  let place = 0;
  for (const { edit } of rankedEdits(where, observeFailures(targets))) {
    place++;
    const right = seen.right.get(edit.path);
    if (right && seen.right.size === 1 && plain(applyEdits(seen.files.get(edit.path) ?? '', [edit])) === plain(right))
      return { line: best, edit: place };
    if (place >= mostEdits) break;
  }
  return { line: best, edit: undefined };
}

const meanLog = (places: readonly number[]) =>
  (places.reduce((sum, place) => sum + Math.log2(place), 0) / places.length).toFixed(3);

function sayRanks(name: string, ranks: readonly Rank[]): void {
  const lines = ranks.map(({ line }) => line ?? 1_000);
  const edits = ranks.flatMap(({ edit }) => edit ?? []);
  const within = (places: readonly number[], most: number) => places.filter((place) => place <= most).length;
  console.log(
    `${name.padEnd(24)} line: mean log2 ${meanLog(lines)}, within 1/5/10 ${[1, 5, 10].map((most) => within(lines, most)).join('/')} of ${lines.length}` +
      `; fix: mean log2 ${meanLog(edits)}, within 10/50/200 ${[10, 50, 200].map((most) => within(edits, most)).join('/')} of ${edits.length}`,
  );
}

const cases = readCorpus()
  .filter(({ half }) => half === 'tuning')
  .flatMap((module) => module.defects.map((defect) => ({ module, defect })))
  .filter(({ module, defect }) => values.only === undefined || [module.name, defect.id].includes(values.only));
const waiting = [...cases];
const seen: Seen[] = [];
await Promise.all(
  Array.from({ length: jobs }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const one = await see(next.module, next.defect);
      if (one) seen.push(one);
      else console.log(`${next.defect.id}: was not reproduced`);
    }
  }),
);
seen.sort((a, b) => a.id.localeCompare(b.id));
const parser = await createTreeSitterParser({
  grammarFolder: path.join(root, 'node_modules/@vscode/tree-sitter-wasm/wasm'),
});
console.log(`${seen.length} defects of the tuning half`);
for (const [name, variantOf] of Object.entries(variants)) {
  const ranks: Rank[] = [];
  for (const one of seen) ranks.push(await rankOf(one, variantOf(one), parser));
  sayRanks(name, ranks);
}
if (values.keep === undefined) rmSync(keep, { recursive: true, force: true });
