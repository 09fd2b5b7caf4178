import type { ReadingPlace, ToolFormat, ToolRun } from '../analysisTool.ts';
import type { Finding, FindingFix } from '../finding.ts';
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

// Without --force-exclude, files that are named would be checked though the configuration leaves them out.
const common = ['--output-format', 'json', '--no-cache', '--force-exclude'];

/** Ruff's linter. */
export const ruffFormat: ToolFormat = {
  name: 'ruff',
  languages: ['python'],
  endings: /\.(pyi?|ipynb)$/,
  check: (_tool, files) => ['check', ...common, ...(files.length > 0 ? files : ['.'])],
  fix: (_tool, files) => ['check', '--fix', ...common, ...files],
  read,
};

function read(run: ToolRun, place: ReadingPlace) {
  if (run.exitCode !== 0 && run.exitCode !== 1) throw crashed('ruff', run);
  const results = parseReport(run.stdout);
  if (!Array.isArray(results)) throw unreadable('ruff', 'it is not JSON, or it is cut', run);
  const found = results.map((entry) => {
    const record = asRecord(entry);
    if (!record || typeof record.filename !== 'string') throw unreadable('ruff', 'a result names no file', run);
    return finding(toFinding(record, record.filename, place));
  });
  if (run.exitCode === 1 && found.length === 0) throw unreadable('ruff', 'it failed without naming a problem', run);
  // A file that does not parse is looked at by few rules only.
  const masked = found.filter(({ rule }) => rule === 'invalid-syntax').map(({ file }) => file);
  return { findings: sortFindings(found), masked: [...new Set(masked)] };
}

function toFinding(record: JsonRecord, filename: string, place: ReadingPlace): Finding {
  const [start, end] = [asRecord(record.location), asRecord(record.end_location)];
  const fix = asRecord(record.fix);
  const suggestion = asText(fix?.message);
  const edits = fix && toFix(fix);
  return {
    tool: 'ruff',
    severity: record.severity === 'warning' ? 'warning' : 'error',
    file: placeFile(filename, place),
    range: rangeOf(asCount(start?.row), asCount(start?.column), asCount(end?.row), asCount(end?.column)),
    // Older versions give a syntax error no code.
    rule: asText(record.code) ?? 'invalid-syntax',
    message: asText(record.message) ?? 'no message',
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(edits === undefined ? {} : { fix: edits }),
  };
}

function toFix({ applicability, edits }: JsonRecord): FindingFix | undefined {
  if (!Array.isArray(edits)) return undefined;
  const read = edits.flatMap((entry) => {
    const { content, location, end_location } = asRecord(entry) ?? {};
    const [start, end] = [asRecord(location), asRecord(end_location)];
    const range = rangeOf(asCount(start?.row), asCount(start?.column), asCount(end?.row), asCount(end?.column));
    return typeof content === 'string' && range ? [{ range, text: content }] : [];
  });
  return read.length === edits.length ? { safe: applicability === 'safe', edits: read } : undefined;
}
