import type { DetectedTool, ReadingPlace, ToolFormat, ToolRun } from '../analysisTool.ts';
import type { Finding } from '../finding.ts';
import { crashed, finding, placeFile, rangeOf, sortFindings, unreadable } from './toolOutput.ts';

/** What a project may have switched on that prints more than diagnostics. */
const quiet = [
  'listFiles',
  'listEmittedFiles',
  'explainFiles',
  'traceResolution',
  'diagnostics',
  'extendedDiagnostics',
];

/** The TypeScript compiler. It has no machine format; its text without colours has been stable since version 1. */
export const tscFormat: ToolFormat = {
  name: 'tsc',
  languages: ['typescript'],
  endings: /\.([cm]?tsx?|[cm]?jsx?|json)$/,
  check: (tool) => [...projectOf(tool), '--pretty', 'false', ...flags(tool)],
  read,
};

function projectOf({ config, cwd, build }: DetectedTool): readonly string[] {
  const file = config === undefined ? 'tsconfig.json' : config.slice(cwd === '' ? 0 : cwd.length + 1);
  // With --force nothing counts as up to date, so what an earlier build has seen is said again.
  return build ? ['--build', file, '--force'] : ['--project', file];
}

/** A project that others refer to must not switch emission off (TS6310), so a build writes its results into the copy. */
function flags({ build }: DetectedTool): readonly string[] {
  return build ? [] : ['--noEmit', ...quiet.flatMap((name) => [`--${name}`, 'false'])];
}

const located = /^(.+?)\((\d+),(\d+)\): (error|warning|message|info) (TS\d+): (.*)$/;
const bare = /^(error|warning|message|info) (TS\d+): (.*)$/;

function read(run: ToolRun, place: ReadingPlace) {
  if (run.exitCode === undefined || run.exitCode > 5) throw crashed('tsc', run);
  if (run.stdout !== '' && !run.stdout.endsWith('\n')) throw unreadable('tsc', 'its last line is cut', run);
  const found: Finding[] = [];
  for (const line of run.stdout.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const last = found.at(-1);
    const next = diagnostic(line, place);
    if (next) found.push(next);
    // What explains a diagnostic stands below it, indented.
    else if (last && /^\s/.test(line)) found[found.length - 1] = { ...last, message: `${last.message}\n${line}` };
    else throw unreadable('tsc', `the line ${JSON.stringify(line.slice(0, 120))} is no diagnostic`, run);
  }
  const errors = found.filter(({ severity }) => severity === 'error').length;
  // Refused options, or a project without a file: nothing was compiled.
  if (found.length > 0 && found.every(({ range, rule }) => !range && /^TS(5\d{3}|6\d{3}|18\d{3})$/.test(rule ?? '')))
    throw crashed('tsc', run);
  if (errors > 0 !== run.exitCode > 0) throw crashed('tsc', run);
  return { findings: sortFindings(found.map(finding)), masked: isMasked(found) ? ('all' as const) : [] };
}

function diagnostic(line: string, place: ReadingPlace): Finding | undefined {
  const at = located.exec(line);
  const [file, row, column, kind, rule, message] = at ? at.slice(1) : bareParts(line);
  if (kind === undefined || rule === undefined || message === undefined) return undefined;
  return {
    tool: 'tsc',
    severity: kind === 'error' || kind === 'warning' ? kind : 'info',
    file: file === undefined ? (place.config ?? '') : placeFile(file, place),
    range: row === undefined ? undefined : rangeOf(Number(row), Number(column)),
    rule,
    message,
  };
}

function bareParts(line: string): readonly (string | undefined)[] {
  const match = bare.exec(line);
  return match ? [undefined, undefined, undefined, ...match.slice(1)] : [];
}

/** A syntax error (TS1…) or one of the options (TS5…, TS18003) keeps the compiler from checking types at all. */
function isMasked(found: readonly Finding[]): boolean {
  return found.some(({ rule, severity }) => severity === 'error' && /^TS(1\d{3}|5\d{3}|18003)$/.test(rule ?? ''));
}
