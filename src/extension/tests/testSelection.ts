import type { TestView } from '../../protocol/tests.ts';

/** What was chosen of the tests of one command: the whole of it, files as a whole, or single tests. */
export interface ChosenParts {
  readonly all: boolean;
  readonly files: readonly string[];
  readonly tests: readonly TestView[];
}

/** The smallest selection that a runner understands and that holds all that was chosen. */
export function toSelection({ all, files, tests }: ChosenParts): {
  readonly files: readonly string[];
  readonly names: readonly string[];
} {
  const known = tests.flatMap(({ file }) => (file === undefined ? [] : [file]));
  // A test without a file can only be run with all others.
  if (all || known.length < tests.length || files.length + tests.length === 0) return { files: [], names: [] };
  const both = [...new Set([...files, ...known])].sort();
  // Names would leave out the other tests of files that were chosen as a whole.
  if (files.length > 0 || tests.some(({ path }) => path.length === 0)) return { files: both, names: [] };
  return { files: both, names: [...new Set(tests.map(({ path }) => path.join(' ')))].sort() };
}

/** The first place in a file that a stack names: line and column from 1. */
export function placeInStack(stack: string, file: string): readonly [number, number] | undefined {
  const name = file.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const found = new RegExp(`(?:^|[\\s(/"])${name}"?(?::|, line )(\\d{1,7})(?::(\\d{1,5}))?`).exec(stack);
  return found ? [Number(found[1]), Number(found[2] ?? 1)] : undefined;
}
