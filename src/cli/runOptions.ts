import type { ParseArgsOptionsConfig } from 'node:util';
import type { FixExtras } from '../app/loopwright.ts';
import { CodedError } from '../base/errors.ts';
import type { BudgetLimits } from '../core/run/budget.ts';
import type { RunOptionsView } from '../protocol/engine.ts';
import type { CliIo } from './cliIo.ts';
import type { Arguments, Command } from './command.ts';
import { createTerminalPasteDesk } from './terminalPasteDesk.ts';

/** What a run may use: flags of every command that lets a run go on. */
export const limitOptions = {
  model: { type: 'string' },
  'yes-send-to': { type: 'string', multiple: true },
  'budget-usd': { type: 'string' },
  'max-tokens': { type: 'string' },
  'max-minutes': { type: 'string' },
  'max-calls': { type: 'string' },
  'paste-dir': { type: 'string' },
  'recorded-dir': { type: 'string' },
  'record-dir': { type: 'string' },
  ask: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

/** How a new run works. */
export const startOptions = {
  'model-for': { type: 'string', multiple: true },
  'fallback-model': { type: 'string', multiple: true },
  'test-command': { type: 'string' },
  include: { type: 'string', multiple: true },
  'base-url': { type: 'string' },
  'repair-seconds': { type: 'string' },
  mode: { type: 'string' },
  'no-sandbox': { type: 'boolean' },
  'no-memory': { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig;

/** Where the spans of a run go while it goes on. */
export const traceOptions = { 'otlp-endpoint': { type: 'string' } } as const satisfies ParseArgsOptionsConfig;

type Help = Command['help'];

/** Where replies come from that no provider gives, for the help. */
export const replyHelp: Help = {
  'paste-dir DIR':
    'With --model paste: folder where request-0001.md is written and reply-0001.md is read (default: the terminal).',
  'recorded-dir DIR': 'With --model recorded: folder of the recorded replies.',
  'record-dir DIR': 'Keep what the model answers in this folder, to run the same again with --model recorded.',
  'ask WHEN':
    'Whether agents may ask you: terminal (default: where there is one), always (elsewhere the run waits for loopwright answer), or never.',
};

/** Where code may be sent, for the help. */
export const sendHelp: Help = {
  'yes-send-to ENDPOINT':
    'Endpoint that may get code in this run, without the question; repeatable (default: asked on a terminal).',
};

/** The limits of a new run, for the help. */
export const limitHelp: Help = {
  'model REF':
    'auto, none, paste, recorded, or a reference such as anthropic/…, openai/…, gemini/…, ollama/…, openai-compatible/… (default: auto).',
  ...sendHelp,
  'budget-usd N': 'What the run may cost, in US dollars (default: 1).',
  'max-tokens N': 'Tokens of all model calls together (default: 2,000,000).',
  'max-minutes N': 'How long the run may take, in minutes (default: 15).',
  'max-calls N': 'How many model calls it may make (default: 40).',
  ...replyHelp,
};

/** The limits of a run that goes on: what it has used counts, and what is not said stays. */
export const raiseHelp: Help = {
  'model REF': 'Another model than the run began with (default: that of the run).',
  'budget-usd N': 'What the run may cost in all, in US dollars (default: the limit it has).',
  'max-tokens N': 'Tokens of all model calls together, those made included (default: the limit it has).',
  'max-minutes N': 'How long the run may take in all, in minutes (default: the limit it has).',
  'max-calls N': 'How many model calls it may make in all (default: the limit it has).',
  ...sendHelp,
  ...replyHelp,
};

/** How a new run works, for the help. */
export const startHelp: Help = {
  'model-for NAME=REF':
    'Another model for a node, by its id or path, or for an agent, by its name; repeatable. It goes before what the workflow says.',
  'fallback-model REF':
    'Model that takes over when another fails (a refused key, a rate limit past its waits, a server error, a prompt too long); repeatable, in their order.',
  'test-command CMD':
    "Run the tests with this command, as it is; its runner is recognised where possible (default: found in the project's files).",
  'include PATH':
    'Ignored file or folder that the tests need, relative to the workspace; repeatable. The copy holds it, no proposal does, and no model sees it.',
  'base-url URL': 'Address of an OpenAI-compatible server.',
  'repair-seconds N':
    "How long repair without a model may search, in seconds; 0 leaves it out (default: a share of the run's time).",
  'mode MODE':
    'What the run may do at most: analysis-only (look; nothing is run or changed), safe (edit its copy, run code in the sandbox, no network, no --apply) or standard. A security.yaml can only make it stricter (default: standard).',
  'no-sandbox':
    'Run tests and commands of the project not isolated, with all that your account may do. The run records and shows it.',
  'no-memory': 'Use nothing that earlier runs proved here, and keep nothing of this one for later runs.',
};

/** Where the spans of a run go, for the help. */
export const traceHelp: Help = {
  'otlp-endpoint URL':
    'Send spans of the run to this OpenTelemetry collector while it goes on; never what was asked or answered.',
};

/** What `--json` prints of a run that has come to rest, for the documentation. */
export const endedJson =
  'runId, outcome, traceId, evidence, proposal, by, model, isolated, cost, wallMs, line: see "Output"; workflow, output (what the workflow gave, or null), nodes (each with node, status, attempt and, when it failed, error)';

/** What the flags of a new run say; what is not said is undefined. */
export function readRunOptions(args: Arguments): RunOptionsView {
  return {
    model: args.text('model') ?? 'auto',
    ...modelsFor(args),
    ...fallbacks(args),
    baseUrl: args.text('base-url'),
    budgetUsd: args.number('budget-usd'),
    maxTokens: args.number('max-tokens'),
    maxMinutes: args.number('max-minutes'),
    maxCalls: args.number('max-calls'),
    testCommand: givenCommand(args),
    include: args.texts('include'),
    repairSeconds: args.text('repair-seconds') === '0' ? 0 : args.number('repair-seconds'),
    notIsolated: args.flag('no-sandbox'),
    ...(args.flag('no-memory') ? { memory: false } : {}),
    ...readMode(args),
  };
}

/** The mode that is asked for; none for the usual one. Throws `usage.badMode`. */
export function readMode(args: Arguments): Pick<RunOptionsView, 'mode'> {
  const mode = args.text('mode') ?? 'standard';
  if (mode === 'analysis-only' || mode === 'safe') return { mode };
  if (mode === 'standard') return {};
  throw new CodedError('usage.badMode', `--mode takes analysis-only, safe or standard, not ${JSON.stringify(mode)}.`);
}

function modelsFor(args: Arguments): Pick<RunOptionsView, 'modelFor'> {
  const pairs = args.texts('model-for').map((pair) => {
    const [, name, ref] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    if (name !== undefined && ref !== undefined) return [name, ref] as const;
    throw new CodedError('usage.badModelFor', `--model-for takes NAME=REF, not ${JSON.stringify(pair)}.`, {
      hint: 'For example: --model-for review=anthropic/claude-opus-4-1',
    });
  });
  return pairs.length > 0 ? { modelFor: Object.fromEntries(pairs) } : {};
}

function fallbacks(args: Arguments): Pick<RunOptionsView, 'fallbackModels'> {
  const fallbackModels = args.texts('fallback-model');
  return fallbackModels.length > 0 ? { fallbackModels } : {};
}

/** The limits that flags raise or lower for a run that goes on. */
export function readLimits(args: Arguments): Partial<BudgetLimits> {
  const minutes = args.number('max-minutes');
  const limits: Record<string, number | undefined> = {
    usd: args.number('budget-usd'),
    tokens: args.number('max-tokens'),
    calls: args.number('max-calls'),
    wallMs: minutes === undefined ? undefined : minutes * 60_000,
  };
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined));
}

/** What only a command line has for a run: folders of replies, and a terminal to paste them into. */
export function fixExtras(io: CliIo, args: Arguments): FixExtras {
  const pasteDir = args.text('paste-dir');
  const recordedDir = args.text('recorded-dir');
  const recordDir = args.text('record-dir');
  return {
    agreedEndpoints: args.texts('yes-send-to'),
    canAsk: canAsk(io, args.text('ask') ?? 'terminal'),
    ...(pasteDir === undefined ? {} : { pasteDir }),
    ...(recordedDir === undefined ? {} : { recordedDir }),
    ...(recordDir === undefined ? {} : { recordDir }),
    ...(io.stdin.isTTY && io.stderr.isTTY ? { pasteDesk: createTerminalPasteDesk(io) } : {}),
  };
}

/** Whether somebody sees what an agent asks. Throws `usage.badAsk`. */
function canAsk({ stdin, stderr }: CliIo, when: string): boolean {
  if (when === 'always') return true;
  if (when === 'never') return false;
  if (when === 'terminal') return stdin.isTTY === true && stderr.isTTY === true;
  throw new CodedError('usage.badAsk', `--ask takes terminal, always or never, not ${JSON.stringify(when)}.`);
}

/** An empty command would run nothing and count as green. */
function givenCommand(args: Arguments): string | undefined {
  const command = args.text('test-command');
  if (command?.trim() !== '') return command;
  throw new CodedError('usage.emptyCommand', '--test-command is empty, so it would test nothing.', {
    hint: 'Give the command that runs the tests, for example: --test-command "npm test"',
  });
}
