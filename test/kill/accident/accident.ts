/** What became of the accidents of one kind. A round that loses a byte throws and ends everything. */
export interface AccidentTally {
  readonly kind: string;
  readonly times: number;
  /** How often each outcome came. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Why none could be tried. */
  readonly skipped?: string;
}

/** A small generator, so that a run can be repeated by its seed: Mulberry32 (Tommy Ettinger, public domain). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Counts outcomes by their names. */
export class Tally {
  readonly #kind: string;
  readonly #counts = new Map<string, number>();

  constructor(kind: string) {
    this.#kind = kind;
  }

  add(outcome: string): void {
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1);
  }

  end(): AccidentTally {
    const times = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    return { kind: this.#kind, times, outcomes: Object.fromEntries(this.#counts) };
  }
}

/** The tallies as a table of Markdown. */
export function tableOf(tallies: readonly AccidentTally[]): string {
  const rows = tallies.map(({ kind, times, outcomes, skipped }) => {
    const told = Object.entries(outcomes).map(([name, count]) => `${count} ${name}`);
    return `| ${kind} | ${times} | ${skipped === undefined ? told.sort().join(', ') : `skipped: ${skipped}`} | ${skipped === undefined ? 0 : '-'} |`;
  });
  return ['| accident | times | afterwards | lost or half-written |', '|---|---:|---|---:|', ...rows].join('\n');
}
