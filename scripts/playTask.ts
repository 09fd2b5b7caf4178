/**
 * Gives a task to whoever answers: `npm run tasks:play -- TASK --folder DIR`. Requests appear in DIR as `request-0001.md`; the run
 * goes on when `reply-0001.md` is there. At the end DIR has `ended.md`, and what is worth keeping is in `--keep` (unless told:
 * the folder beside DIR of its name and `-kept`): `outcome.json`, `replies`, `answers`, `log.txt`.
 *
 * `npm run tasks:play -- TASK --again` gives the answers of the task's recording once more, after a prompt was reworded, and
 * replaces the recording. `npm run tasks:play -- TASK --model none` lets repair alone try.
 */
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readTask, recordingOf, type Task, TaskBench, type TaskOutcome, writeJson } from './taskRun.ts';

const usage = 'npm run tasks:play -- TASK (--folder DIR [--keep DIR] | --again | --model none)';
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string' },
    keep: { type: 'string' },
    again: { type: 'boolean', default: false },
    model: { type: 'string' },
  },
});
const ways = [values.folder !== undefined, values.again, values.model !== undefined].filter(Boolean).length;
const [name] = positionals;
if (name === undefined || positionals.length > 1 || ways !== 1 || (values.model ?? 'none') !== 'none') {
  console.error(usage);
  process.exitCode = 2;
} else {
  const task = readTask(name);
  const outcome = await (values.folder !== undefined
    ? play(task, resolve(values.folder), resolve(values.keep ?? `${values.folder}-kept`))
    : values.again
      ? playAgain(task)
      : alone(task));
  console.log(JSON.stringify(outcome, undefined, 2));
  process.exitCode = outcome.solved ? 0 : 1;
}

/** Plays a task in a folder, and keeps what came of it in another. */
async function play(task: Task, folder: string, kept: string): Promise<TaskOutcome> {
  if (existsSync(kept)) throw new Error(`${kept} is there already: a play is kept once`);
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).some((file) => file.startsWith('request-') || file === 'ended.md'))
    throw new Error(`${folder} holds another play`);
  mkdirSync(kept, { recursive: true });
  const bench = new TaskBench(task, { copyProgram: true });
  stopWith(() => bench.interrupt());
  const startMs = performance.now();
  try {
    const answers = { from: 'paste', folder, recordTo: join(kept, 'replies') } as const;
    const outcome = await bench.run(answers, (text) => appendFileSync(join(kept, 'log.txt'), text));
    keepAnswers(folder, join(kept, 'answers'));
    writeJson(join(kept, 'outcome.json'), outcome);
    writeJson(join(kept, 'wall.json'), { wallMs: Math.round(performance.now() - startMs) });
    return outcome;
  } catch (error) {
    appendFileSync(join(kept, 'log.txt'), `${String(error)}\n`);
    throw error;
  } finally {
    writeWhole(join(folder, 'ended.md'), 'The task has ended. There will be no further request.\n');
    bench.dispose();
  }
}

/** The answers of the recording, in their order, to what is asked today; the recording is replaced when they still lead to an end. */
async function playAgain(task: Task): Promise<TaskOutcome> {
  const recording = recordingOf(task);
  const base = mkdtempSync(join(tmpdir(), 'loopwright-again-'));
  const bench = new TaskBench(task, { copyProgram: true });
  stopWith(() => bench.interrupt());
  try {
    const at = { folder: join(base, 'play'), recordTo: join(base, 'replies') };
    const outcome = await bench.runAnswers(join(recording, 'answers'), at);
    rmSync(join(recording, 'replies'), { recursive: true, force: true });
    cpSync(at.recordTo, join(recording, 'replies'), { recursive: true });
    writeJson(join(recording, 'outcome.json'), outcome);
    return outcome;
  } finally {
    bench.dispose();
    rmSync(base, { recursive: true, force: true });
  }
}

async function alone(task: Task): Promise<TaskOutcome> {
  const bench = new TaskBench(task, { copyProgram: true });
  stopWith(() => bench.interrupt());
  try {
    return await bench.run({ from: 'none' }, (text) => process.stderr.write(text));
  } finally {
    bench.dispose();
  }
}

/** The answers that were asked for: `reply-0001.md` is kept as `0001.md`. */
function keepAnswers(folder: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(folder)) {
    const [, number] = /^request-(\d+)\.md$/.exec(file) ?? [];
    const reply = join(folder, `reply-${number}.md`);
    if (number !== undefined && existsSync(reply)) cpSync(reply, join(to, `${number}.md`));
  }
}

function writeWhole(file: string, text: string): void {
  const part = join(dirname(file), `.${basename(file)}.part`);
  writeFileSync(part, text);
  renameSync(part, file);
}

function stopWith(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
}
