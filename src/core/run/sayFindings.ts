import type { Finding } from '../analysis/finding.ts';
import type { ChangeFindings } from './analyseChange.ts';
import type { FoundFinding } from './changeEvidence.ts';

const maxMessage = 500;
const maxSaid = 20;

/** A finding in its short form. */
export function toFound({ severity, file, range, tool, rule, message, suggestion = '' }: Finding): FoundFinding {
  return {
    severity,
    file,
    line: range?.start.line ?? 0,
    rule: rule === undefined ? tool : `${tool} ${rule}`,
    message: message.slice(0, maxMessage),
    suggestion: suggestion.slice(0, maxMessage),
  };
}

/** What counts against a change, phrased for whoever made it; empty when nothing does. */
export function sayFindings({ introduced, silenced }: ChangeFindings): string {
  if (introduced.length + silenced.length === 0) return '';
  const shown = introduced.slice(0, maxSaid).map((one) => `- ${sayFinding(toFound(one))}`);
  const more = introduced.length - shown.length;
  return [
    'The checkers of the project find what was not there before your change:',
    ...shown,
    ...(more > 0 ? [`and ${more} more.`] : []),
    ...silenced.map(({ path, reason }) => `- ${path}: ${reason} Satisfy the checker instead of silencing it.`),
  ].join('\n');
}

/** A finding in one line. */
export function sayFinding({ file, line, rule, message, suggestion }: FoundFinding): string {
  const at = line > 0 ? `${file}:${line}` : file;
  return `${at} (${rule}): ${message}${suggestion === '' ? '' : ` Suggested: ${suggestion}`}`;
}
