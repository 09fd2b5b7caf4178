import { mergeWorkflow } from '../../app/mergeProposal.ts';
import type { MergedPlace, MergeView } from '../../protocol/merge.ts';
import { askToSend } from '../askToSend.ts';
import { chosenHunks } from '../chosenHunks.ts';
import { type Paint, paintFor } from '../cliIo.ts';
import { type Command, exitCode } from '../command.ts';
import { namedHunksHelp } from '../namedHunks.ts';
import { newestWith, oneRun } from '../oneRun.ts';
import { printable, printableLines } from '../printable.ts';
import { block } from '../renderApplied.ts';
import {
  fixExtras,
  limitHelp,
  limitOptions,
  readRunOptions,
  startHelp,
  startOptions,
  traceHelp,
  traceOptions,
} from '../runOptions.ts';
import { exitOf, runToEnd } from '../runToEnd.ts';

/** `loopwright merge`: lines for the places where a proposal contradicts what the person has changed since. */
export const mergeCommand: Command = {
  usage: 'merge [RUN] [--hunks ID,ID…] [options]',
  summary:
    'Where you changed lines that a proposal changes too, let the merge agent propose how both become one. It needs a model. Nothing is written: you read the lines and apply them by name.',
  arguments: { RUN: "The run's id, or the beginning of it (default: the newest run with a proposal)." },
  positionals: true,
  options: { hunks: { type: 'string' }, ...startOptions, ...limitOptions, ...traceOptions },
  help: {
    'hunks ID,ID…': namedHunksHelp,
    ...startHelp,
    ...limitHelp,
    'budget-usd N': 'What it may cost, in US dollars (default: 0.5).',
    'max-minutes N': 'How long it may take, in minutes (default: 5).',
    ...traceHelp,
  },
  exits: {
    reached: 'lines are proposed for every place',
    notReached: 'a place has no lines, and stays yours; or nothing was proposed at all',
    paused: 'the budget is used up; nothing is lost: loopwright resume goes on',
  },
  json: 'runId (of the merge), of (the run with the proposal), outcome, files (each with path and places: line, yours, proposed, merged when there is one, sure, why), summary',
  async run(context, signal) {
    const { io, args, workspace, app } = context;
    const run = await oneRun({ args, workspace, app, suits: newestWith.proposal }, signal);
    const hunkIds = chosenHunks(await app.getReview(run, signal), args.text('hunks'));
    const task = await app.getMergeTask(run, hunkIds, signal);
    const options = readRunOptions(args);
    const model = await askToSend(context, { ...options, workspace, starts: { workflow: mergeWorkflow } }, signal);
    const inputs = { ...task };
    const request = { ...options, model, workspace, workflow: mergeWorkflow, inputs, idempotencyKey: undefined };
    const ended = await runToEnd(context, () => app.startWorkflow(request, fixExtras(io, args), signal));
    if (ended.state.outcome !== 'done') return sayNone(context, ended.state.line, exitOf(ended.state));
    const merge = await app.getMerge(ended.run, signal);
    const { outcome } = ended.state;
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, ...merge, of: run.runId, outcome })}\n`);
    else io.stdout.write(`${renderMerge(merge, run.runId, paintFor(io.stdout, io.env)).join('\n')}\n`);
    return merge.files.every(({ places }) => places.every(hasLines)) ? exitCode.reached : exitCode.notReached;
  },
};

const hasLines = ({ merged }: MergedPlace): boolean => merged !== undefined;

function sayNone({ io, args }: Parameters<Command['run']>[0], line: string, code: number): number {
  if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: false, line })}\n`);
  else io.stdout.write(`${printableLines(line)}\nNothing was proposed, and nothing was written.\n`);
  return code;
}

/** Both versions of each place, and the lines that could take its place. */
function renderMerge({ files, summary, runId }: MergeView, of: string, paint: Paint): readonly string[] {
  const places = files.flatMap(({ path, places: all }) =>
    all.flatMap((place) => renderPlace(`${printable(path)}:${place.line}`, place, paint)),
  );
  const isWhole = files.every((file) => file.places.every(hasLines));
  const end = isWhole
    ? [
        'Nothing was written, and the tests have not seen these lines. To write them:',
        `  loopwright apply ${of} --merged ${runId}`,
      ]
    : ['Nothing was written, and cannot be while a place has no lines: merge that place by hand.'];
  return [...places, ...(summary === '' ? [] : [printableLines(summary)]), ...end];
}

function renderPlace(where: string, place: MergedPlace, paint: Paint): readonly string[] {
  const { yours, proposed, merged, sure, why } = place;
  const head =
    merged === undefined
      ? paint.bad(`✗ ${where}: no lines were proposed`)
      : sure
        ? paint.good(`✓ ${where}`)
        : paint.warn(`? ${where}: the agent is not sure`);
  const said = why === '' ? [] : [paint.dim(`  ${printableLines(why)}`)];
  const lines = merged === undefined ? [] : [paint.dim('  merged:'), ...block(merged)];
  return [
    head,
    ...said,
    paint.dim('  yours:'),
    ...block(yours),
    paint.dim('  proposed:'),
    ...block(proposed),
    ...lines,
  ];
}
