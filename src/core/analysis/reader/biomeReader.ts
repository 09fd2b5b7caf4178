import type { ReadingPlace, ToolFormat, ToolRun } from '../analysisTool.ts';
import type { Finding, FindingRange } from '../finding.ts';
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

const common = ['--colors=off', '--no-errors-on-unmatched', '--files-ignore-unknown=true'];

/** Biome: lint, format and import order, as far as the project's configuration asks for them. */
export const biomeFormat: ToolFormat = {
  name: 'biome',
  languages: ['javascript', 'typescript'],
  endings: /\.([cm]?[jt]sx?|jsonc?|css|graphql|gql|html|vue|svelte|astro)$/,
  check: (_tool, files) => ['check', '--reporter=json', '--max-diagnostics=none', ...common, ...targets(files)],
  fix: (_tool, files) => ['check', '--write', '--reporter=json', '--max-diagnostics=none', ...common, ...files],
  read,
};

const targets = (files: readonly string[]) => (files.length > 0 ? files : ['.']);
const severities: Readonly<Record<string, Finding['severity']>> = {
  fatal: 'error',
  error: 'error',
  warning: 'warning',
  information: 'info',
  info: 'info',
  hint: 'info',
};

function read(run: ToolRun, place: ReadingPlace) {
  if (run.exitCode !== 0 && run.exitCode !== 1) throw crashed('biome', run);
  const report = asRecord(parseReport(run.stdout));
  // A broken configuration is told in prose, with exit code 1 and no report.
  if (!report)
    throw run.stdout.trim() === '' ? crashed('biome', run) : unreadable('biome', 'it is not JSON, or it is cut', run);
  const { diagnostics, summary } = report;
  if (!Array.isArray(diagnostics)) throw unreadable('biome', 'it has no diagnostics', run);
  const notPrinted = asCount(asRecord(summary)?.diagnosticsNotPrinted) ?? 0;
  if (notPrinted > 0) throw unreadable('biome', `it leaves out ${notPrinted} diagnostics`, run);
  const found = diagnostics.map((entry) => {
    const record = asRecord(entry);
    if (!record) throw unreadable('biome', 'a diagnostic is no object', run);
    return finding(toFinding(record, place));
  });
  if (run.exitCode === 1 && found.length === 0) throw unreadable('biome', 'it failed without naming a problem', run);
  const masked = found.filter(({ rule }) => rule === 'parse').map(({ file }) => file);
  return { findings: sortFindings(found), masked: [...new Set(masked)] };
}

function toFinding(record: JsonRecord, place: ReadingPlace): Finding {
  const location = asRecord(record.location) ?? {};
  // Up to version 2.3 the path was an object and the place a span of bytes.
  const path = asText(location.path) ?? asText(asRecord(location.path)?.file) ?? '';
  const suggestion = adviceOf(record.advices);
  return {
    tool: 'biome',
    severity: severities[String(record.severity)] ?? 'error',
    file: path === '' ? '' : placeFile(path, place),
    range: placeOf(location),
    rule: asText(record.category),
    message: asText(record.message) ?? asText(record.description) ?? 'no message',
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

/** A whole file has line 0. */
function placeOf({ start, end, span, sourceCode }: JsonRecord): FindingRange | undefined {
  const [from, to] = [asRecord(start), asRecord(end)];
  if (from) return rangeOf(asCount(from.line), asCount(from.column), asCount(to?.line), asCount(to?.column));
  if (!Array.isArray(span) || typeof sourceCode !== 'string') return undefined;
  const bytes = new TextEncoder().encode(sourceCode);
  const [first, last] = span.map((offset) => {
    const lines = new TextDecoder().decode(bytes.slice(0, asCount(offset) ?? 0)).split('\n');
    return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  });
  return rangeOf(first?.line, first?.column, last?.line, last?.column);
}

function adviceOf(value: unknown): string | undefined {
  const [first] = Array.isArray(value) ? value : [];
  return asText(asRecord(first)?.message);
}
