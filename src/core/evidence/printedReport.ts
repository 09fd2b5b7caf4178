import { parseJson } from '../../base/parseJson.ts';
import { readJestJson } from './jestJson.ts';
import { readJunitXml } from './junitXml.ts';
import { readMochaJson } from './mochaJson.ts';
import type { ReportReading } from './reportReading.ts';
import { readTap } from './tap.ts';
import { placeInWorkspace } from './testId.ts';

/** Beyond this the text is not read; no runner prints a report of that size for a person. */
const maxPrinted = 64_000_000;

/**
 * Reads the report that an unknown command printed: JUnit XML, the JSON of jest, vitest or mocha, or TAP. What a command
 * prints, its tests can print too, so this is weaker than a report of ours, and the proof says so.
 */
export function readPrintedReport(text: string, where: { readonly root: string; readonly cwd: string }): ReportReading {
  if (text.length > maxPrinted) return { kind: 'foreign', why: 'it is too long' };
  const place = (path: string) => placeInWorkspace(path, where.root, where.cwd);
  // Not \s: it crosses lines, and a text of empty lines would then be gone through once from each of them.
  const xml = text.search(/^[ \t\uFEFF]*<(?:\?xml|testsuites?)\b/m);
  if (xml !== -1) return readJunitXml(text.slice(xml, text.lastIndexOf('>') + 1).trim(), place);
  const brace = text.search(/^\{/m);
  if (brace !== -1) {
    const value = parseJson(text.slice(brace, text.lastIndexOf('}') + 1));
    const jest = readJestJson(value, place);
    const reading = jest.kind === 'foreign' ? readMochaJson(value, place) : jest;
    if (reading.kind !== 'foreign') return reading;
  }
  return readTap(text);
}
