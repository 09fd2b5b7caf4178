import { parseJson } from '../../../base/parseJson.ts';
import type { AnalysisLanguage, ReadingPlace, ToolFormat, ToolRun } from '../analysisTool.ts';
import type { Finding, ToolName } from '../finding.ts';
import { nodeSyntaxSource, pythonSyntaxSource } from './syntaxSource.ts';
import {
  asCount,
  asRecord,
  asText,
  crashed,
  finding,
  placeFile,
  rangeOf,
  sortFindings,
  unreadable,
} from './toolOutput.ts';

/** Node's own parser, file by file (`node --check`), where no linter or compiler is configured. */
export const nodeSyntaxFormat = syntaxFormat('node-syntax', 'javascript', /\.[cm]?js$/, (files) => [
  '-e',
  nodeSyntaxSource,
  '--',
  ...files,
]);

/** Python's own compiler, isolated from the project (`-I`): nothing of it is imported or run. */
export const pythonSyntaxFormat = syntaxFormat('python-syntax', 'python', /\.pyi?$/, (files) => [
  '-I',
  '-c',
  pythonSyntaxSource,
  ...files,
]);

function syntaxFormat(
  name: ToolName,
  language: AnalysisLanguage,
  endings: RegExp,
  command: (files: readonly string[]) => readonly string[],
): ToolFormat {
  return {
    name,
    languages: [language],
    endings,
    check: (_tool, files) => command(files),
    read: (run, place) => read(name, run, place),
  };
}

/** One line for each file, and a last one that counts them: a list that is cut is noticed. */
function read(tool: ToolName, run: ToolRun, place: ReadingPlace) {
  if (run.exitCode !== 0) throw crashed(tool, run);
  const found: Finding[] = [];
  const unchecked: string[] = [];
  let seen = 0;
  let end: number | undefined;
  for (const line of run.stdout.split('\n')) {
    if (line === '') continue;
    const record = asRecord(parseJson(line));
    if (!record || end !== undefined) throw unreadable(tool, 'a line is not what was asked for', run);
    end = asCount(record.end);
    const file = asText(record.file);
    if (end !== undefined || file === undefined) continue;
    seen++;
    const path = placeFile(file, place);
    if (record.skipped === true) unchecked.push(path);
    const message = asText(record.message);
    if (message === undefined) continue;
    const range = rangeOf(asCount(record.line), asCount(record.column));
    found.push(finding({ tool, severity: 'error', file: path, range, rule: 'syntax', message }));
  }
  if (end !== seen || seen !== place.files.length) throw unreadable(tool, 'it is cut', run);
  // A parser stops at the first error of a file.
  return { findings: sortFindings(found), masked: found.map(({ file }) => file), unchecked };
}
