import type { TestCase } from './testReport.ts';

/** A case before it has its id. */
export type UnnamedCase = Omit<TestCase, 'id'>;

/** The id of a test: `<file> > <suite> > <name>`; the file alone when the case stands for the file. */
export function testId(file: string | undefined, path: readonly string[]): string {
  return [...(file === undefined ? [] : [file]), ...path].join(' > ');
}

/**
 * Gives every case its id. The second test of the same file and titles gets ` (2)`, the third ` (3)`, in the order the
 * runner reported them, which every supported runner keeps from run to run.
 */
export function nameCases(cases: readonly UnnamedCase[]): readonly TestCase[] {
  const taken = new Map<string, number>();
  const used = new Set<string>();
  return cases.map((unnamed) => {
    const base = testId(unnamed.file, unnamed.path);
    let count = (taken.get(base) ?? 0) + 1;
    let id = count === 1 ? base : `${base} (${count})`;
    // A test may be called 'a (2)' by its author.
    while (used.has(id)) id = `${base} (${++count})`;
    taken.set(base, count);
    used.add(id);
    return { id, ...unnamed };
  });
}

/** The full title of a case: its titles joined by one space, as `TestSelection.names` wants it. */
export function fullTitle(testCase: Pick<TestCase, 'path'>): string {
  return testCase.path.join(' ');
}

/**
 * The path as a workspace-relative one with `/`, or undefined when it is absolute, empty or leads out: report files are
 * hostile input, and the repair opens what they name.
 */
export function insidePath(path: string): string | undefined {
  const parts: string[] = [];
  const slashed = path.replaceAll('\\', '/');
  if (slashed === '' || slashed.startsWith('/') || /^[A-Za-z]:/.test(slashed) || slashed.includes('\0'))
    return undefined;
  for (const part of slashed.split('/')) {
    if (part === '..') return undefined;
    if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.length === 0 ? undefined : parts.join('/');
}

/** A path of a runner (absolute, or relative to the folder it ran in) as a workspace-relative one, when it lies inside. */
export function placeInWorkspace(path: string, workspacePath: string, cwd = ''): string | undefined {
  const slashed = path.replaceAll('\\', '/').replace(/^file:\/\/(?:\/(?=[A-Za-z]:))?/, '');
  const root = workspacePath.replaceAll('\\', '/').replace(/\/+$/, '');
  if (slashed.startsWith(`${root}/`)) return insidePath(slashed.slice(root.length + 1));
  if (slashed.startsWith('/') || /^[A-Za-z]:/.test(slashed)) return undefined;
  return insidePath(cwd === '' ? slashed : `${cwd}/${slashed}`);
}
