// One defect through the command line, as a person would run it, and the judgement of what it wrote.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addHiddenSuite, type CorpusModule, type Defect, writeProject } from './corpus.ts';
import { isGreen, type Judge } from './judge.ts';

/** What came of a defect. */
export interface Result {
  readonly id: string;
  readonly size: Defect['size'];
  readonly language: CorpusModule['language'];
  /** The tool says that it is fixed, and the visible suite, run outside the tool, says so too. */
  readonly solved: boolean;
  /** Solved, and green in the suite that the tool never saw. */
  readonly correct: boolean;
  /** From the start of the command to its end. */
  readonly ms: number;
  readonly tried: number;
  /** The edit that was found, or why none was. */
  readonly said: string;
}

const cli = path.resolve(import.meta.dirname, '..', '..', 'dist', 'cli.js');

/** Writes the defect as a project, lets `loopwright fix --apply` work on it, and judges the files as it left them. */
export async function fixOne(module: CorpusModule, defect: Defect, seconds: number, judge: Judge): Promise<Result> {
  const folder = mkdtempSync(path.join(tmpdir(), 'loopwright-repair-'));
  const project = path.join(folder, module.name);
  const home = path.join(folder, 'home');
  try {
    mkdirSync(home);
    writeProject(module, project, defect);
    const began = performance.now();
    // A defect may hang the tests themselves: they then last as long as the run may.
    const limits = ['--repair-seconds', String(seconds), '--max-minutes', String(1 + seconds / 60)];
    const args = ['fix', '--model', 'none', ...limits, '--apply', '--json'];
    const fixed = await runCli([...args, '--workspace', project], home);
    const ms = Math.round(performance.now() - began);
    const { tried, said } = await whatWasTried(fixed, project, home);
    const solved = fixed.outcome === 'fixed' && isGreen(await judge.run(module, project, 'visible'));
    addHiddenSuite(module, project);
    const correct = solved && isGreen(await judge.run(module, project, 'hidden'));
    return { id: defect.id, size: defect.size, language: module.language, solved, correct, ms, tried, said };
  } catch (error) {
    // One that goes wrong does not cost the others; it counts as not solved, and says why.
    const { id, size } = defect;
    const said = `ERROR ${error instanceof Error ? error.message : String(error)}`;
    return { id, size, language: module.language, solved: false, correct: false, ms: 0, tried: 0, said };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Json = Readonly<Record<string, unknown>>;

async function runCli(args: readonly string[], home: string): Promise<Json> {
  const env = { ...process.env, LOOPWRIGHT_HOME: home, NO_COLOR: '1' };
  const child = spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const failed = await new Promise<unknown>((done) => child.on('error', done).on('close', () => done(undefined)));
  if (failed !== undefined) throw failed;
  try {
    return JSON.parse(output) as Json;
  } catch (cause) {
    throw new Error(`loopwright ${args[0]} gave no JSON: ${errors.slice(-2000)}`, { cause });
  }
}

async function whatWasTried(fixed: Json, project: string, home: string): Promise<{ tried: number; said: string }> {
  const run = fixed.runId;
  if (typeof run !== 'string') return { tried: 0, said: JSON.stringify(fixed.error) };
  const shown = await runCli(['show', run, '--json', '--workspace', project], home);
  const events = (Array.isArray(shown.events) ? shown.events : []) as Json[];
  const ended = events.filter((event) => event.type === 'repair.finished');
  const tried = ended.reduce((sum, event) => sum + Number(event.tried ?? 0), 0);
  const last = ended.at(-1);
  return { tried, said: String(last?.found ?? last?.why ?? fixed.line ?? '') };
}
