import type { LineCoverage } from '../repair/localise.ts';
import type { Reproduction } from './reproduce.ts';

type KeptLines = readonly (readonly [string, readonly (readonly [number, { failing: number; passing: number }])[]])[];

interface Kept extends Omit<Reproduction, 'wanted' | 'red' | 'coverage'> {
  readonly wanted: readonly string[] | 'all';
  readonly red: readonly string[];
  readonly coverage?: { readonly failing: number; readonly passing: number; readonly lines: KeptLines };
  /** The one case of a command without a report is not among those of the report. */
  readonly exitCodeCase?: Reproduction['red'][number];
}

/** A reproduction as text; tests are named by their ids, the report that holds them stands once. */
export function writeReproduction(reproduction: Reproduction): string {
  const { wanted, red, coverage, before, ...rest } = reproduction;
  const kept: Kept = {
    ...rest,
    before,
    wanted: wanted.length === before.cases.length ? 'all' : wanted.map(({ id }) => id),
    red: red.map(({ id }) => id),
    ...(coverage ? { coverage: { ...coverage, lines: writeLines(coverage.lines) } } : {}),
    ...(before.source === 'exit-code' && red[0] ? { exitCodeCase: red[0] } : {}),
  };
  return JSON.stringify(kept);
}

/** The reproduction that was written. */
export function readReproduction(text: string): Reproduction {
  const { wanted, red, coverage, exitCodeCase, ...rest } = JSON.parse(text) as Kept;
  const { cases } = rest.before;
  const among = (ids: readonly string[]) => {
    const named = new Set(ids);
    return cases.filter(({ id }) => named.has(id));
  };
  return {
    ...rest,
    confirm: rest.confirm,
    wanted: wanted === 'all' ? cases : among(wanted),
    red: exitCodeCase ? [exitCodeCase] : among(red),
    ...(coverage ? { coverage: { ...coverage, lines: readLines(coverage.lines) } } : {}),
  };
}

function writeLines(lines: LineCoverage['lines']): KeptLines {
  return [...lines].map(([path, counts]) => [path, [...counts]] as const);
}

function readLines(lines: KeptLines): LineCoverage['lines'] {
  return new Map(lines.map(([path, counts]) => [path, new Map(counts)]));
}
