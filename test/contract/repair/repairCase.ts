import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One defect: a module with its tests, and the change a person would make. */
export interface RepairCase {
  readonly name: string;
  readonly language: 'javascript' | 'typescript' | 'python';
  readonly about: string;
  readonly sourceFile: string;
  readonly testFile: string;
  readonly source: string;
  readonly fixed: string;
  readonly test: string;
  /** Tests that the search never sees: they tell a right edit from one that satisfies weak tests. */
  readonly hidden: string | undefined;
}

const endings = {
  javascript: { sourceFile: 'source.cjs', testFile: 'source.test.cjs' },
  typescript: { sourceFile: 'source.cts', testFile: 'source.test.cjs' },
  python: { sourceFile: 'source.py', testFile: 'test_source.py' },
} as const;

/** Reads all case files of a folder, by name. */
export function readRepairCases(folder: string): readonly RepairCase[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.case'))
    .sort()
    .map((name) => parseCase(name.replace('.case', ''), readFileSync(join(folder, name), 'utf8')));
}

function parseCase(name: string, text: string): RepairCase {
  const [head = '', ...sections] = text.split(/^--- (?=source$|old$|new$|test$|hidden$)/m);
  const part = new Map(
    sections.map((section) => [section.slice(0, section.indexOf('\n')), section.slice(section.indexOf('\n') + 1)]),
  );
  const take = (key: string): string => part.get(key) ?? fail(`${name}: no section ${key}`);
  const language = /^language: (javascript|typescript|python)$/m.exec(head)?.[1] as RepairCase['language'] | undefined;
  if (!language) return fail(`${name}: no language`);
  const source = take('source');
  const before = take('old').slice(0, -1);
  if (source.split(before).length !== 2) return fail(`${name}: the defect does not stand exactly once in the source`);
  return {
    name,
    language,
    about: /^about: (.*)$/m.exec(head)?.[1] ?? '',
    ...endings[language],
    source,
    fixed: source.replace(before, () => take('new').slice(0, -1)),
    test: take('test'),
    hidden: part.get('hidden'),
  };
}

function fail(message: string): never {
  throw new Error(message);
}
