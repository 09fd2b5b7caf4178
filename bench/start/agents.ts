import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Place, task } from './task.ts';
import type { Answer } from './wireFormats.ts';

/** A command-line agent as the benchmark runs it. */
export interface Agent {
  readonly name: string;
  readonly version: string;
  /** What the model says: read the file with the agent's own tool, change it, done. */
  readonly answers: readonly Answer[];
  /** Writes the settings that name the model server, and says how the agent is started. */
  start(
    place: Place,
    url: string,
  ): { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> };
  /** Throws unless the task was done. */
  check(place: Place, stdout: string): void;
  /** How long the tests of the project took, in ms: before the first question, and in the whole run. */
  testsMs(place: Place): TestsMs;
}

export interface TestsMs {
  readonly beforeFirst: number;
  readonly all: number;
}

const root = path.resolve(import.meta.dirname, '../..');
const packages = path.join(root, 'bench/node_modules');
const key = 'sk-bench-key-000000000000';
const done: Answer = { kind: 'text', text: 'Accents and punctuation were kept; the title is folded first now.' };
const noTests = { beforeFirst: 0, all: 0 };

function versionOf(folder: string): string {
  return (JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

function requireChanged(place: Place): void {
  if (!place.text().includes(task.after)) throw new Error('the file was not changed');
}

/** The built command line. Its edit is its last word: the answer that changes the file ends the turn. */
export const loopwright: Agent = {
  name: 'loopwright',
  version: versionOf(root),
  answers: [
    { kind: 'call', name: 'read_file', input: { path: task.file } },
    {
      kind: 'text',
      text: `${done.text}\n\n${task.file}\n<<<<<<< SEARCH\n${task.before}\n=======\n${task.after}\n>>>>>>> REPLACE\n`,
    },
  ],
  start: (place, url) => ({
    argv: loopwrightArgv([
      'fix',
      '--json',
      '--repair-seconds',
      '0',
      '--model',
      'openai/gpt-4.1',
      '--base-url',
      `${url}/v1`,
    ]),
    env: { ...dataFolder(place), OPENAI_API_KEY: key },
  }),
  check(_place, stdout) {
    const { outcome, isolated } = JSON.parse(stdout) as { readonly outcome: string; readonly isolated: boolean };
    if (outcome !== 'fixed' || !isolated) throw new Error(`the run ended as ${outcome}, isolated: ${isolated}`);
  },
  testsMs(place) {
    const [program = '', ...args] = loopwrightArgv(['show', '--json']);
    const env = { PATH: process.env.PATH, HOME: place.home, ...dataFolder(place) };
    const shown = execFileSync(program, args, { cwd: place.workspace, env, encoding: 'utf8' });
    const { events } = JSON.parse(shown) as { readonly events: readonly LoggedEvent[] };
    const first = events.findIndex(({ type }) => type === 'model.requested');
    const sum = (some: readonly LoggedEvent[]) => some.filter(isTestRun).reduce((total, { ms = 0 }) => total + ms, 0);
    return { beforeFirst: sum(events.slice(0, first)), all: sum(events) };
  },
};

interface LoggedEvent {
  readonly type: string;
  readonly phase?: string;
  readonly ms?: number;
}

/** A run of the tests: the reproduction's stand in their reports, all others as commands, whose last one is reported once more. */
function isTestRun({ type, phase }: LoggedEvent): boolean {
  return type === 'command.ran' || (type === 'test.reported' && (phase === 'before' || phase === 'confirm'));
}

function loopwrightArgv(args: readonly string[]): readonly string[] {
  return [process.execPath, path.join(root, 'dist/cli.js'), ...args];
}

const dataFolder = ({ home }: Place) => ({ LOOPWRIGHT_HOME: path.join(home, 'data') });

/** OpenAI's Codex with its sandbox for commands, on the newest model whose tools come with the first question. */
const codex: Agent = {
  name: 'codex',
  version: versionOf(path.join(packages, '@openai/codex')),
  answers: [
    { kind: 'call', name: 'exec_command', input: { cmd: `cat ${task.file}` } },
    {
      kind: 'freeform',
      name: 'apply_patch',
      input: `*** Begin Patch\n*** Update File: ${task.file}\n@@\n-${task.before}\n${task.after.replaceAll(/^/gm, '+')}\n*** End Patch`,
    },
    done,
  ],
  start(place, url) {
    const home = path.join(place.home, '.codex');
    const settings = [
      'model = "gpt-5.5"',
      'model_provider = "loopback"',
      'check_for_update_on_startup = false',
      '[analytics]',
      'enabled = false',
      '[model_providers.loopback]',
      'name = "loopback"',
      `base_url = "${url}/v1"`,
      'env_key = "BENCH_KEY"',
      'wire_api = "responses"',
    ];
    mkdirSync(home, { recursive: true });
    writeFileSync(path.join(home, 'config.toml'), `${settings.join('\n')}\n`);
    const args = ['exec', '--sandbox', 'workspace-write', '--color', 'never', task.words];
    return {
      argv: [process.execPath, path.join(packages, '@openai/codex/bin/codex.js'), ...args],
      env: { CODEX_HOME: home, BENCH_KEY: key },
    };
  },
  check: requireChanged,
  testsMs: () => noTests,
};

/** The pi coding agent. It has no sandbox. */
const pi: Agent = {
  name: 'pi',
  version: versionOf(path.join(packages, '@mariozechner/pi-coding-agent')),
  answers: [
    { kind: 'call', name: 'read', input: { path: task.file } },
    {
      kind: 'call',
      name: 'edit',
      input: { path: task.file, edits: [{ oldText: task.before, newText: task.after }] },
    },
    done,
  ],
  start(place, url) {
    const home = path.join(place.home, '.pi/agent');
    const loopback = { baseUrl: `${url}/v1`, api: 'openai-completions', apiKey: key, models: [{ id: 'scripted' }] };
    mkdirSync(home, { recursive: true });
    writeFileSync(path.join(home, 'models.json'), JSON.stringify({ providers: { loopback } }));
    const args = ['--print', '--provider', 'loopback', '--model', 'scripted', task.words];
    return {
      argv: [process.execPath, path.join(packages, '@mariozechner/pi-coding-agent/dist/cli.js'), ...args],
      env: { PI_OFFLINE: '1' },
    };
  },
  check: requireChanged,
  testsMs: () => noTests,
};

/** The agents beside ours. */
export const peers: readonly Agent[] = [codex, pi];
