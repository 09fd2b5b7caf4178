import type { ReplayReport } from '../../core/run/replaySteps.ts';
import { paintFor } from '../cliIo.ts';
import { type Command, exitCode } from '../command.ts';
import { oneRun } from '../oneRun.ts';
import { printableLines } from '../printable.ts';

/** `loopwright replay`: goes through a run again, offline and for free. */
export const replayCommand: Command = {
  usage: 'replay [RUN]',
  summary:
    'Go through a run again from what is on record, offline: the same events, or the first that differs and why.',
  arguments: { RUN: "The run's id, or the beginning of it (default: the newest run)." },
  positionals: true,
  options: {},
  help: {},
  exits: { reached: 'the run replays to the same log', notReached: 'the run goes another way now' },
  json: 'runId, same, kind (same or diverged), events, rerun, taken; same: end; diverged: seq, node, why',
  async run({ args, io, workspace, app }, signal) {
    const run = await oneRun({ args, workspace, app }, signal);
    const report = await app.replayRun(run, signal);
    const isSame = report.kind === 'same';
    if (args.flag('json'))
      io.stdout.write(`${JSON.stringify({ ok: true, runId: run.runId, same: isSame, ...report })}\n`);
    else {
      const paint = paintFor(io.stdout, io.env);
      const head = isSame
        ? paint.good(`Run ${run.runId} replays to the same log`)
        : paint.bad(`Run ${run.runId} goes another way now`);
      io.stdout.write(`${head}: ${printableLines(say(report))}\n`);
    }
    return isSame ? exitCode.reached : exitCode.notReached;
  },
};

function say(report: ReplayReport): string {
  const { events, rerun, taken } = report;
  const nodes = `${count(rerun, 'node')} carried out anew from what is on record, ${taken} taken as recorded`;
  if (report.kind === 'same') return `${count(events, 'event')}, ${nodes}. Nothing was sent, nothing was spent.`;
  const where = report.node === undefined ? `at event ${report.seq}` : `at event ${report.seq}, in ${report.node}`;
  return `${where}. ${report.why}\nUp to there ${nodes}.`;
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
