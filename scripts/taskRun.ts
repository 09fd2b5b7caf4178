/** How a task of `test/fixtures/tasks` is run and judged: the one place for playing, recording and replaying. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';

const root = resolve(import.meta.dirname, '..');

/** The folder of tasks. */
export const tasksFolder = join(root, 'test/fixtures/tasks');

const hidden = z.array(z.string().min(1)).min(1);
const taskSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fix'), tests: z.array(z.string()), modules: z.boolean(), hidden }),
  z.strictObject({ kind: z.literal('add'), request: z.string().min(1), modules: z.boolean(), hidden }),
]);

/** A task: what is asked of the program, and the tests that judge the result and that no model sees. */
export type Task = z.infer<typeof taskSchema> & { readonly name: string };

/** Names of the tasks, in alphabetical order. */
export function taskNames(): readonly string[] {
  return readdirSync(tasksFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** The task of a name. Throws when there is none, or `task.json` is not in the form that is read. */
export function readTask(name: string): Task {
  if (!taskNames().includes(name)) throw new Error(`no task is called ${name}: there are ${taskNames().join(', ')}`);
  return { ...taskSchema.parse(JSON.parse(readFileSync(join(tasksFolder, name, 'task.json'), 'utf8'))), name };
}

/** Where the recording of a task is kept; it may not be there yet. */
export function recordingOf(task: Task): string {
  return join(tasksFolder, task.name, 'recording');
}

/** What a run left, without what is another at every run. `solved`: the goal was reached, and no hidden test is red. */
export interface TaskOutcome {
  readonly task: string;
  /** What printed the failures that the requests quote. */
  readonly runtime: string;
  readonly solved: boolean;
  readonly outcome: string;
  readonly line: string;
  readonly evidence: {
    readonly before: TestCounts;
    readonly after: TestCounts | null;
    readonly fixed: readonly string[];
    readonly broken: readonly string[];
    readonly newTests: number | null;
    readonly redWithout: number | null;
    readonly killed: number | null;
  } | null;
  /** The hidden tests, on the workspace with the whole proposal; null without one. */
  readonly hidden: { readonly ran: number; readonly red: readonly string[] } | null;
  readonly calls: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly change: { readonly files: number; readonly added: number; readonly removed: number } | null;
}

interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}

/** What is read of the object that `fix --json` and `add --json` print. */
const resultSchema = z.object({
  runId: z.string().optional(),
  outcome: z.string().optional(),
  line: z.string().optional(),
  evidence: z
    .object({
      before: z.object({ passed: z.number(), failed: z.number() }),
      after: z.object({ passed: z.number(), failed: z.number() }).nullable(),
      fixed: z.array(z.string()),
      broken: z.array(z.string()),
      newTests: z
        .object({ tests: z.array(z.unknown()), redWithout: z.array(z.unknown()), killed: z.number() })
        .nullish(),
    })
    .nullish(),
  proposal: z.object({ files: z.number(), hunks: z.number(), added: z.number(), removed: z.number() }).nullish(),
  cost: z.object({ calls: z.number(), tokensIn: z.number(), tokensOut: z.number() }).optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
type Result = z.infer<typeof resultSchema>;

/** What is read of the events that `show --json` prints. */
const eventSchema = z.object({ type: z.string(), ids: z.array(z.string()).optional() });
const shownSchema = z.object({ events: z.array(eventSchema.extend({ events: z.array(eventSchema).optional() })) });

/** What a recording depends on beside the repository's own packages: how Python and pytest print a failure. */
export function runtimeOf(task: Task): string {
  if (task.modules) return `node ${process.versions.node.split('.')[0]}`;
  const said = execFileSync('python3', ['-c', 'import sys, pytest; print(*sys.version_info[:2], pytest.__version__)']);
  const [major, minor, pytest] = said.toString().trim().split(' ');
  return `python ${major}.${minor}, pytest ${pytest}`;
}

/** Where the answers come from: files that somebody writes, a recording, or nobody (`none`: repair alone). */
export type Answers =
  | { readonly from: 'paste'; readonly folder: string; readonly recordTo: string }
  | { readonly from: 'recorded'; readonly folder: string }
  | { readonly from: 'none' };

/** A fresh repository with the project of a task, a data folder, and a copy of the built program, so that a new build disturbs no run. */
export class TaskBench {
  readonly base = mkdtempSync(join(tmpdir(), 'loopwright-task-'));
  readonly workspace = join(this.base, 'project');
  private readonly program: string;
  private readonly task: Task;
  private readonly running = new Set<ChildProcess>();

  constructor(task: Task, options: { readonly copyProgram: boolean }) {
    this.task = task;
    const built = join(root, 'dist');
    if (!existsSync(join(built, 'cli.js'))) throw new Error('dist/cli.js is missing: npm run build');
    this.program = options.copyProgram ? join(this.base, 'dist') : built;
    if (options.copyProgram) cpSync(built, this.program, { recursive: true });
    cpSync(join(tasksFolder, task.name, 'project'), this.workspace, { recursive: true });
    this.commit();
    if (task.modules) symlinkSync(join(root, 'node_modules'), join(this.workspace, 'node_modules'));
  }

  /** Runs the task to its end and judges what came of it. `said` hears what the program says of its progress. */
  async run(answers: Answers, said: (text: string) => void = () => undefined): Promise<TaskOutcome> {
    const result = await this.loopwright([...argumentsOf(this.task), ...modelArguments(answers)], said);
    const hiddenTests = await this.judge(result);
    return outcomeOf(this.task, result, hiddenTests);
  }

  /**
   * Gives the answers of a folder in their order, each to whatever is asked then. Throws when more is asked than is answered, or
   * less: then they do not fit any more.
   */
  async runAnswers(answers: string, at: { readonly folder: string; readonly recordTo: string }): Promise<TaskOutcome> {
    mkdirSync(at.folder, { recursive: true });
    const files = readdirSync(answers).sort();
    for (const file of files) cpSync(join(answers, file), join(at.folder, `reply-${file}`));
    const asked = () => readdirSync(at.folder).filter((file) => file.startsWith('request-')).length;
    // A request without an answer would wait for ever.
    const watch = setInterval(() => {
      if (asked() > files.length) this.interrupt();
    }, 500);
    try {
      const outcome = await this.run({ from: 'paste', ...at });
      if (asked() === files.length) return outcome;
      throw new Error(`${this.task.name}: ${files.length} answers, ${asked()} requests: play it again`);
    } finally {
      clearInterval(watch);
    }
  }

  /** Ends what is running as a person would with Ctrl+C. */
  interrupt(): void {
    for (const child of this.running) child.kill('SIGINT');
  }

  dispose(): void {
    rmSync(this.base, { recursive: true, force: true, maxRetries: 5 });
  }

  /** The hidden tests on the workspace with the whole proposal, run by the program itself: in its sandbox, read by its reporters. */
  private async judge({ runId, proposal, evidence }: Result): Promise<TaskOutcome['hidden']> {
    if (!proposal || runId === undefined) return null;
    const hunks = Array.from({ length: proposal.hunks }, (_, i) => i + 1).join(',');
    await this.loopwright(['apply', runId, '--hunks', hunks], () => undefined);
    cpSync(join(tasksFolder, this.task.name, 'checks'), this.workspace, { recursive: true });
    const args = ['fix', ...this.task.hidden, '--model', 'none', '--repair-seconds', '0'];
    const judged = await this.loopwright(args, () => undefined);
    if (!judged.evidence || judged.runId === undefined) throw new Error(`the hidden tests did not run: ${judged.line}`);
    const { passed, failed } = judged.evidence.before;
    const without = evidence?.after ? evidence.after.passed + evidence.after.failed : 0;
    return { ran: passed + failed - without, red: failed === 0 ? [] : await this.redOf(judged.runId) };
  }

  /** Ids of the red tests of a run. */
  private async redOf(runId: string): Promise<readonly string[]> {
    const { events } = shownSchema.parse(await this.json(['show', runId], () => undefined));
    return events
      .flatMap((event) => event.events ?? [event])
      .flatMap(({ type, ids }) => (type === 'tests.named' ? (ids ?? []) : []));
  }

  private commit(): void {
    const who = { name: 'task', email: 'task@example.invalid', date: '2026-01-01T00:00:00Z' };
    const env = {
      ...this.environment(),
      GIT_AUTHOR_NAME: who.name,
      GIT_AUTHOR_EMAIL: who.email,
      GIT_AUTHOR_DATE: who.date,
      GIT_COMMITTER_NAME: who.name,
      GIT_COMMITTER_EMAIL: who.email,
      GIT_COMMITTER_DATE: who.date,
    };
    for (const args of [
      ['init', '--quiet', '--initial-branch=main'],
      ['add', '--all'],
      ['commit', '--quiet', '--message=The package'],
    ])
      execFileSync('git', args, { cwd: this.workspace, env });
  }

  /** Nothing of the person's own but what programs need. */
  private environment(): Record<string, string> {
    const { PATH = '' } = process.env;
    return { PATH, LANG: 'C.UTF-8', HOME: this.base, LOOPWRIGHT_HOME: join(this.base, 'data'), NO_COLOR: '1' };
  }

  private async loopwright(args: readonly string[], said: (text: string) => void): Promise<Result> {
    return resultSchema.parse(await this.json(args, said));
  }

  private async json(args: readonly string[], said: (text: string) => void): Promise<unknown> {
    const child = spawn(process.execPath, [join(this.program, 'cli.js'), ...args, '--json'], {
      cwd: this.workspace,
      env: this.environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.running.add(child);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      said(String(chunk));
    });
    await new Promise((done, failed) => child.on('error', failed).on('close', done));
    this.running.delete(child);
    if (stdout.trim() === '') throw new Error(`loopwright ${args[0]} said nothing: ${stderr}`);
    return JSON.parse(stdout);
  }
}

/**
 * Whoever answers may take days. Repair without a model is left out: what it finds within its time depends on the machine, and so
 * would the requests.
 */
const limits = ['--max-minutes', '20160', '--max-calls', '60', '--repair-seconds', '0'];

function argumentsOf(task: Task): readonly string[] {
  return task.kind === 'fix' ? ['fix', ...task.tests] : ['add', task.request, '--no-approve'];
}

function modelArguments(answers: Answers): readonly string[] {
  switch (answers.from) {
    case 'paste':
      return [...limits, '--model', 'paste', '--paste-dir', answers.folder, '--record-dir', answers.recordTo];
    case 'recorded':
      return [...limits, '--model', 'recorded', '--recorded-dir', answers.folder];
    case 'none':
      return ['--model', 'none'];
  }
}

function outcomeOf(task: Task, result: Result, hiddenTests: TaskOutcome['hidden']): TaskOutcome {
  const { evidence, proposal, cost, error } = result;
  const outcome = result.outcome ?? error?.code ?? 'unknown';
  const reached = outcome === (task.kind === 'fix' ? 'fixed' : 'added');
  const { newTests } = evidence ?? {};
  return {
    task: task.name,
    runtime: runtimeOf(task),
    solved: reached && hiddenTests !== null && hiddenTests.ran > 0 && hiddenTests.red.length === 0,
    outcome,
    line: result.line ?? error?.message ?? '',
    evidence: evidence
      ? {
          before: evidence.before,
          after: evidence.after,
          fixed: evidence.fixed,
          broken: evidence.broken,
          newTests: newTests?.tests.length ?? null,
          redWithout: newTests?.redWithout.length ?? null,
          killed: newTests?.killed ?? null,
        }
      : null,
    hidden: hiddenTests,
    calls: cost?.calls ?? 0,
    tokensIn: cost?.tokensIn ?? 0,
    tokensOut: cost?.tokensOut ?? 0,
    change: proposal ? { files: proposal.files, added: proposal.added, removed: proposal.removed } : null,
  };
}

/** Writes JSON as it is kept. */
export function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
