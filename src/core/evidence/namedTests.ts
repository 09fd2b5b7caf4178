import { fullTitle } from './testId.ts';
import type { TestCase, TestReport } from './testReport.ts';

/** Which tests a person meant. */
export interface NamedTests {
  readonly ids: readonly string[];
  /** Words that name no test of the report. */
  readonly unknown: readonly string[];
}

/**
 * The ids of the tests that the words name. A word is tried as an id, a file, `file:line`, a full title, a part of an id
 * between ` > ` marks, pytest's `file::Class::name`, and at last as a piece of an id; the first reading that finds a test wins.
 */
export function resolveNamed(report: TestReport, words: readonly string[]): NamedTests {
  const ids = new Set<string>();
  const unknown: string[] = [];
  for (const word of words) {
    const found = meant(report.cases, word.trim());
    if (found.length === 0) unknown.push(word);
    for (const { id } of found) ids.add(id);
  }
  return { ids: [...ids], unknown };
}

function meant(cases: readonly TestCase[], word: string): readonly TestCase[] {
  if (word === '') return [];
  const path = word.replace(/^\.\//, '').replaceAll('\\', '/');
  const place = /^(.+):(\d+)$/.exec(path);
  const readings: ((testCase: TestCase) => boolean)[] = [
    ({ id }) => id === word,
    ({ file }) => file === path,
    ({ file, line }) => place !== null && file === place[1] && line === Number(place[2]),
    ({ file, path: titles }) => [file, ...titles].join('::') === path,
    (testCase) => fullTitle(testCase) === word,
    ({ id }) => ` > ${id} > `.includes(` > ${word} > `),
    ({ file }) => file?.endsWith(`/${path}`) === true,
    ({ id }) => id.includes(word),
  ];
  for (const reading of readings) {
    const found = cases.filter(reading);
    if (found.length > 0) return found;
  }
  return [];
}
