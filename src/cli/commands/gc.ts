import type { GarbageReport } from '../../app/loopwright.ts';
import { CodedError } from '../../base/errors.ts';
import { type Command, exitCode } from '../command.ts';

/** `loopwright gc`: removes old runs, and what no run refers to. */
export const gcCommand: Command = {
  usage: 'gc [--older-than DAYS] [--keep N] [--undecided] [--dry-run]',
  summary:
    'Remove old runs as told, and always what no kept run refers to. Without --older-than and --keep, and without a retention in store.json, no run is removed. Your files are not touched.',
  positionals: false,
  options: {
    'older-than': { type: 'string' },
    keep: { type: 'string' },
    undecided: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
  },
  help: {
    'older-than DAYS':
      'Remove runs whose last event is older than this many days (default: the retention in store.json, else none).',
    'keep N': 'Keep the newest N runs, however old; alone, remove all others.',
    undecided: 'Also remove runs with a proposal that is not fully decided.',
    'dry-run': 'Remove nothing, say what would be removed.',
  },
  json: 'dryRun, runs, events, keptRuns, blobs, blobBytes, copies, copyBytes, files, fileBytes',
  async run({ io, args, workspace, app }, signal) {
    const request = {
      olderThanDays: args.number('older-than'),
      keep: wholeNumber(args.number('keep')),
      undecided: args.flag('undecided'),
      dryRun: args.flag('dry-run'),
    };
    const report = await app.collectGarbage(workspace, request, signal);
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, ...report })}\n`);
    else io.stdout.write(`${renderGarbage(report).join('\n')}\n`);
    return exitCode.reached;
  },
};

function wholeNumber(value: number | undefined): number | undefined {
  if (value === undefined || Number.isInteger(value)) return value;
  throw new CodedError('usage.badNumber', `--keep takes a whole number, not ${value}.`);
}

function renderGarbage(report: GarbageReport): string[] {
  const rows: readonly (readonly [number, string, string])[] = [
    [report.runs.length, count(report.runs.length, 'run'), `${count(report.events, 'event')}`],
    [report.blobs, count(report.blobs, 'blob'), megabytes(report.blobBytes)],
    [report.copies, count(report.copies, 'copy', 'copies'), megabytes(report.copyBytes)],
    [report.files, count(report.files, 'file or folder', 'files and folders'), megabytes(report.fileBytes)],
  ];
  const verb = report.dryRun ? 'Would remove' : 'Removed';
  const lines = rows.filter(([number]) => number > 0).map(([, what, size]) => `${verb} ${what} (${size}).`);
  return [...(lines.length > 0 ? lines : ['Nothing to remove.']), `${count(report.keptRuns, 'run')} kept.`];
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
