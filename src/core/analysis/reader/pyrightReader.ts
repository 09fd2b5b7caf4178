import type { ReadingPlace, ToolFormat, ToolRun } from '../analysisTool.ts';
import type { Finding } from '../finding.ts';
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

/** Pyright, by `--outputjson`. */
export const pyrightFormat: ToolFormat = {
  name: 'pyright',
  languages: ['python'],
  endings: /\.pyi?$/,
  check: (_tool, files) => ['--outputjson', ...files],
  read,
};

function read(run: ToolRun, place: ReadingPlace) {
  if (run.exitCode !== 0 && run.exitCode !== 1) throw crashed('pyright', run);
  const report = asRecord(parseReport(run.stdout));
  if (!report) throw unreadable('pyright', 'it is not JSON, or it is cut', run);
  const { generalDiagnostics, summary } = report;
  if (!Array.isArray(generalDiagnostics)) throw unreadable('pyright', 'it has no diagnostics', run);
  // The configuration may leave every file out; then nothing was looked at.
  if (asCount(asRecord(summary)?.filesAnalyzed) === 0 && generalDiagnostics.length === 0)
    throw unreadable('pyright', 'it analysed no file', run);
  const found = generalDiagnostics.map((entry) => {
    const record = asRecord(entry);
    if (!record) throw unreadable('pyright', 'a diagnostic is no object', run);
    return finding(toFinding(record, place));
  });
  const errors = found.some(({ severity }) => severity === 'error');
  if (run.exitCode === 1 && !errors) throw unreadable('pyright', 'it failed without naming an error', run);
  return { findings: sortFindings(found), masked: [] };
}

function toFinding(record: JsonRecord, place: ReadingPlace): Finding {
  const range = asRecord(record.range);
  const [start, end] = [asRecord(range?.start), asRecord(range?.end)];
  // Lines and characters count from 0.
  const up = (value: unknown) => {
    const count = asCount(value);
    return count === undefined ? undefined : count + 1;
  };
  const file = asText(record.file) ?? asText(record.uri);
  return {
    tool: 'pyright',
    severity: record.severity === 'error' || record.severity === 'warning' ? record.severity : 'info',
    file: file === undefined ? '' : placeFile(file, place),
    range: rangeOf(up(start?.line), up(start?.character), up(end?.line), up(end?.character)),
    rule: asText(record.rule),
    message: asText(record.message) ?? 'no message',
  };
}
