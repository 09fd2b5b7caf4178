import type { ReadingPlace, ToolFormat, ToolRun } from '../analysisTool.ts';
import type { Finding, FindingFix, Position } from '../finding.ts';
import {
  asCount,
  asRecord,
  asText,
  crashed,
  finding,
  type JsonRecord,
  parseReport,
  placeFile,
  rangeOf,
  sortFindings,
  unreadable,
} from './toolOutput.ts';

/** ESLint, by its own JSON formatter. */
export const eslintFormat: ToolFormat = {
  name: 'eslint',
  languages: ['javascript', 'typescript'],
  endings: /\.([cm]?[jt]sx?|vue|svelte|astro)$/,
  check: (_tool, files) => ['--format', 'json', '--no-color', '--no-error-on-unmatched-pattern', ...targets(files)],
  fix: (_tool, files) => ['--fix', '--format', 'json', '--no-color', '--no-error-on-unmatched-pattern', ...files],
  read,
};

const targets = (files: readonly string[]) => (files.length > 0 ? files : ['.']);

function read(run: ToolRun, place: ReadingPlace) {
  // 0 and 1 are lint results, 2 is a failure of the configuration or of ESLint.
  if (run.exitCode !== 0 && run.exitCode !== 1) throw crashed('eslint', run);
  const results = parseReport(run.stdout);
  if (!Array.isArray(results)) throw unreadable('eslint', 'it is not the JSON of its formatter, or it is cut', run);
  const found: Finding[] = [];
  const masked: string[] = [];
  const unchecked: string[] = [];
  for (const result of results) {
    const { filePath, messages, source } = asRecord(result) ?? {};
    if (typeof filePath !== 'string' || !Array.isArray(messages))
      throw unreadable('eslint', 'a result has no messages', run);
    const file = placeFile(filePath, place);
    const text = typeof source === 'string' ? source : undefined;
    for (const entry of messages) {
      const message = asRecord(entry);
      if (!message) throw unreadable('eslint', 'a message is no object', run);
      if (isIgnored(message)) unchecked.push(file);
      else found.push(toFinding(message, file, text));
      if (message.fatal === true) masked.push(file);
    }
  }
  if (run.exitCode === 1 && !found.some(({ severity }) => severity !== 'info'))
    throw unreadable('eslint', 'it failed without naming a problem', run);
  return { findings: sortFindings(found.map(finding)), masked, unchecked };
}

/** A file that the configuration leaves out is answered with a warning that is no finding. */
function isIgnored({ ruleId, line, message, fatal }: JsonRecord): boolean {
  return !ruleId && line === undefined && fatal !== true && /^File ignored /.test(String(message));
}

function toFinding(message: JsonRecord, file: string, source: string | undefined): Finding {
  const [first] = Array.isArray(message.suggestions) ? message.suggestions : [];
  const suggestion = asText(asRecord(first)?.desc);
  const fix = toFix(message.fix, source);
  return {
    tool: 'eslint',
    severity: message.severity === 2 || message.fatal === true ? 'error' : 'warning',
    file,
    range: rangeOf(
      asCount(message.line),
      asCount(message.column),
      asCount(message.endLine),
      asCount(message.endColumn),
    ),
    rule: asText(message.ruleId),
    message: asText(message.message) ?? 'no message',
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(fix === undefined ? {} : { fix }),
  };
}

/** ESLint counts UTF-16 units from the file's start, without a byte order mark. */
function toFix(value: unknown, source: string | undefined): FindingFix | undefined {
  const { range, text } = asRecord(value) ?? {};
  if (!Array.isArray(range) || typeof text !== 'string' || source === undefined) return undefined;
  const [start, end] = range.map(asCount);
  if (start === undefined || end === undefined || end < start) return undefined;
  return { safe: true, edits: [{ range: { start: positionAt(source, start), end: positionAt(source, end) }, text }] };
}

function positionAt(source: string, offset: number): Position {
  const before = source.replace(/^\uFEFF/, '').slice(0, offset);
  const lines = before.split(/\r\n|[\n\r\u2028\u2029]/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
