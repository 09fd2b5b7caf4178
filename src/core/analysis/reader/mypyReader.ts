import { parseJson } from '../../../base/parseJson.ts';
import type { ReadingPlace, ToolFormat, ToolRun } from '../analysisTool.ts';
import type { Finding } from '../finding.ts';
import {
  asCount,
  asRecord,
  asText,
  crashed,
  finding,
  type JsonRecord,
  placeFile,
  rangeOf,
  sortFindings,
  unreadable,
} from './toolOutput.ts';

/** mypy: one JSON object a line, since version 1.11. */
export const mypyFormat: ToolFormat = {
  name: 'mypy',
  languages: ['python'],
  endings: /\.pyi?$/,
  check: (tool, files) => [
    ...['--output', 'json', '--no-pretty', '--no-incremental', '--cache-dir=/dev/null'],
    ...(files.length > 0 || tool.namesFiles ? files : ['.']),
  ],
  read,
};

function read(run: ToolRun, place: ReadingPlace) {
  const { exitCode, stdout } = run;
  if (exitCode === undefined || exitCode > 2) throw crashed('mypy', run);
  if (stdout !== '' && !stdout.endsWith('\n')) throw unreadable('mypy', 'its last line is cut', run);
  const found: Finding[] = [];
  for (const line of stdout.split('\n')) {
    if (line.trim() === '') continue;
    const record = asRecord(parseJson(line));
    if (!record || typeof record.file !== 'string') {
      if (isProse(line)) continue;
      throw exitCode === 2
        ? crashed('mypy', run)
        : unreadable('mypy', `the line ${JSON.stringify(line.slice(0, 120))} is not JSON`, run);
    }
    found.push(finding(toFinding(record, record.file, place)));
  }
  const errors = found.some(({ severity }) => severity === 'error');
  // Exit code 2 is a syntax error, which stops everything, or a failure of mypy itself, which names no place.
  if ((exitCode === 2 && !errors) || (exitCode === 1) !== (errors && exitCode !== 2)) throw crashed('mypy', run);
  return { findings: sortFindings(found), masked: exitCode === 2 ? ('all' as const) : [] };
}

function isProse(line: string): boolean {
  return /^(Found \d+ error|Success: no issues)/.test(line);
}

function toFinding(record: JsonRecord, file: string, place: ReadingPlace): Finding {
  const suggestion = asText(record.hint);
  // Lines count from 1, columns from 0.
  const [column, endColumn] = [asCount(record.column), asCount(record.end_column)].map((at) =>
    at === undefined ? undefined : at + 1,
  );
  return {
    tool: 'mypy',
    severity: record.severity === 'note' ? 'info' : record.severity === 'warning' ? 'warning' : 'error',
    file: placeFile(file, place),
    range: rangeOf(asCount(record.line), column, asCount(record.end_line), endColumn),
    rule: asText(record.code),
    message: asText(record.message) ?? 'no message',
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}
