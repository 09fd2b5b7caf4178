import path from 'node:path';
import { CodedError, messageOf } from '../../base/errors.ts';
import { fullQuery, type Scope } from '../../core/context/contextQuery.ts';
import type { ContextHitView, ContextQuestion } from '../../protocol/context.ts';
import { type CliIo, paintFor } from '../cliIo.ts';
import { type Arguments, type Command, type CommandContext, exitCode } from '../command.ts';
import { newestRun } from '../oneRun.ts';
import { printable } from '../printable.ts';
import { updateShown } from '../updateShown.ts';

/** `loopwright query`: finds the pieces of the project's files that a text is about. */
export const queryCommand: Command = {
  usage: 'query (TEXT… | --text TEXT | --embedding-json LIST) [options]',
  summary:
    'Find the functions, classes and passages that a text is about, by words and by meaning. The index of the project is brought up to date first; with the built-in vectors nothing leaves this machine.',
  arguments: { TEXT: 'What to look for, in plain words or as a name in code.' },
  positionals: true,
  options: {
    text: { type: 'string' },
    'embedding-json': { type: 'string' },
    k: { type: 'string' },
    mode: { type: 'string' },
    fusion: { type: 'string' },
    'rrf-k': { type: 'string' },
    'dense-weight': { type: 'string' },
    'sparse-weight': { type: 'string' },
    'rerank-factor': { type: 'string' },
    'graph-weight': { type: 'string' },
    'filter-kv': { type: 'string', multiple: true },
    'filter-json': { type: 'string' },
    scope: { type: 'string' },
    run: { type: 'string' },
    'all-workspaces': { type: 'boolean' },
    deterministic: { type: 'boolean' },
    'as-is': { type: 'boolean' },
  },
  help: {
    'text TEXT': 'The same as the argument.',
    'embedding-json LIST': 'A vector to look near, as a JSON list of numbers; alone, or for the text.',
    'k N': 'The most that is found (default: 10).',
    'mode MODE': 'auto, dense-first, sparse-first or parallel: which ranking chooses candidates (default: auto).',
    'fusion FUSION': 'rrf, weighted, max or late-interaction: how two rankings become one (default: rrf).',
    'rrf-k N': 'The constant of reciprocal rank fusion.',
    'dense-weight N': 'What nearness of vectors counts; 0 leaves it out of the order.',
    'sparse-weight N': 'What common words count; 0 leaves them out of the order.',
    'rerank-factor N': 'Each ranking gives N times k candidates.',
    'graph-weight N':
      'What it counts that code which names what a piece defines, or defines what it names, was found too (default: 0).',
    'filter-kv FIELD=VALUE':
      'Only what has this value: path, language, kind, name, test, startLine, endLine, lines; VALUE* is a prefix. Repeatable: values of one field are alternatives.',
    'filter-json JSON': 'A filter with and, or, not, lists, prefixes and ranges, such as {"lines": {"gte": 10}}.',
    'scope SCOPE':
      'session: this project (default); task: files that the agents of a run read or changed, as they are in its copy, and what it proved; global: this project and what is remembered here and everywhere.',
    'run RUN': 'With --scope task: the run (default: the newest).',
    'all-workspaces': 'With --scope global: the code of your other projects, too, where they have an index, as it is.',
    deterministic: 'Plan by the question alone, so that the same question gives the same answer, byte for byte.',
    'as-is': 'Search the index as it is, without looking for changed files.',
  },
  exits: { reached: 'something was found', notReached: 'nothing was found' },
  json: 'plan, searchMs (not with --deterministic), update (null with --as-is), hits (each with id, path, kind, name, startLine, endLine, source, fusedScore, and, where that ranking gave it, denseScore, sparseScore, denseRank, sparseRank)',
  async run({ io, args, workspace, app }, signal) {
    const asked = readQuestion(args);
    // What is wrong with it is said before anything is read.
    const { scope } = fullQuery(asked);
    const run = scope === 'task' ? (await runOf({ args, workspace, app }, signal)).runId : args.text('run');
    const question: ContextQuestion = run === undefined ? asked : { ...asked, run };
    const isCurrent = args.flag('as-is') || scope === 'task';
    const update = isCurrent ? undefined : await updateShown({ app, io, workspace, rebuild: false }, signal);
    const { hits, plan, searchMs } = await app.searchContext(workspace, question, signal);
    if (args.flag('json')) {
      const timing = args.flag('deterministic') ? {} : { searchMs, update: update ?? null };
      io.stdout.write(`${JSON.stringify({ ok: true, plan, ...timing, hits })}\n`);
    } else if (hits.length === 0) io.stdout.write('Nothing was found.\n');
    else writeHits(hits, { io, scope });
    return hits.length > 0 ? exitCode.reached : exitCode.notReached;
  },
};

function runOf({ args, workspace, app }: Pick<CommandContext, 'args' | 'workspace' | 'app'>, signal: AbortSignal) {
  const named = args.text('run');
  return named === undefined ? newestRun({ workspace, app }, signal) : app.findRun(workspace, named, signal);
}

function writeHits(
  hits: readonly ContextHitView[],
  { io, scope }: { readonly io: CliIo; readonly scope: Scope },
): void {
  const paint = paintFor(io.stdout, io.env);
  const width = Math.min(60, Math.max(...hits.map((hit) => placeOf(hit).length)));
  for (const hit of hits) {
    const name = hit.name === '' ? '' : printable(hit.name);
    const line = `${paint.strong(placeOf(hit).padEnd(width))}  ${hit.kind.padEnd(8)} ${name}`.trimEnd();
    const from = scope === 'session' ? '' : `  ${whence(hit.source)}`;
    io.stdout.write(`${line}  ${paint.dim(`${hit.fusedScore.toFixed(4)}${from}`)}\n`);
  }
}

function placeOf({ path: file, startLine, endLine, source }: ContextHitView): string {
  const whole = source.kind === 'otherWorkspace' ? path.join(source.folder, file) : file;
  return `${printable(whole)}:${startLine}-${endLine}`;
}

/** Where a hit comes from, in a few words. */
function whence(source: ContextHitView['source']): string {
  switch (source.kind) {
    case 'workspace':
      return 'this project';
    case 'otherWorkspace':
      return 'another project';
    case 'run':
      return `${source.how} by run ${source.run}`;
    case 'memory':
      return `memory, ${source.place}`;
  }
}

/** Options left out are left to the search. */
function readQuestion(args: Arguments): ContextQuestion {
  const words = args.positionals.join(' ');
  const text = args.text('text') ?? (words === '' ? undefined : words);
  const embedding = readEmbedding(args);
  const given = {
    text,
    embedding,
    filter: readJson('filter-json', args),
    filterPairs: args.texts('filter-kv'),
    k: args.number('k'),
    strategy: args.text('mode'),
    fusion: args.text('fusion'),
    scope: args.text('scope'),
    allWorkspaces: args.flag('all-workspaces') || undefined,
    rrfK: fromZero('rrf-k', args),
    denseWeight: fromZero('dense-weight', args),
    sparseWeight: fromZero('sparse-weight', args),
    rerankFactor: args.number('rerank-factor'),
    graphWeight: fromZero('graph-weight', args),
    deterministic: args.flag('deterministic'),
  };
  // Values are checked by the search, which says what they may be.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as ContextQuestion;
}

function fromZero(name: string, args: Arguments): number | undefined {
  return args.text(name)?.trim() === '0' ? 0 : args.number(name);
}

function readEmbedding(args: Arguments): readonly number[] | undefined {
  const value = readJson('embedding-json', args);
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((one) => typeof one === 'number')) return value;
  throw new CodedError('usage.badArguments', '--embedding-json takes a JSON list of numbers.');
}

function readJson(name: string, args: Arguments): unknown {
  const json = args.text(name);
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new CodedError('usage.badArguments', `--${name} is no JSON: ${messageOf(error)}`, { cause: error });
  }
}
