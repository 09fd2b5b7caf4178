/** What a question asks for. */
export type Strategy = 'auto' | 'dense-first' | 'sparse-first' | 'parallel';

/**
 * How a question is answered. `sparse` and `dense` ask one ranking only; `sparse-first` and `dense-first` let one choose and both
 * rank; `parallel` lets both choose.
 */
export type Plan = 'sparse' | 'dense' | 'sparse-first' | 'dense-first' | 'parallel';

/** What is known before searching. */
export interface PlanFacts {
  readonly hasTerms: boolean;
  readonly hasVector: boolean;
  /** How many terms of the question some chunk has. */
  readonly knownTerms: number;
  /** True for a single word that is written like an identifier. */
  readonly isIdentifier: boolean;
}

/** The plan of a question, by what is asked and known alone: the same facts give the same plan. */
export function planOf(strategy: Strategy, { hasTerms, hasVector, knownTerms, isIdentifier }: PlanFacts): Plan {
  if (!hasVector) return 'sparse';
  if (!hasTerms) return 'dense';
  if (strategy !== 'auto') return strategy;
  // Nothing is written so: only likeness can help.
  if (knownTerms === 0) return 'dense';
  // Whoever writes a name wants that name.
  return isIdentifier ? 'sparse-first' : 'parallel';
}

const smoothing = 0.2;
const probeEvery = 16;

/**
 * Learns from how long plans took: where asking both rankings takes longer than allowed and letting the lexical one choose is faster, that is
 * done instead; one question in sixteen still asks both, so that the figures stay true. What it gives depends on the machine and
 * the past: with `deterministic`, questions are planned by `planOf` alone.
 */
export class AdaptivePlanner {
  readonly #allowedMs: number;
  readonly #meanMs = new Map<Plan, number>();
  #asked = 0;

  constructor(allowedMs = 3) {
    this.#allowedMs = allowedMs;
  }

  plan(strategy: Strategy, facts: PlanFacts, deterministic: boolean): Plan {
    const plain = planOf(strategy, facts);
    if (deterministic || strategy !== 'auto' || plain !== 'parallel') return plain;
    this.#asked++;
    const both = this.#meanMs.get('parallel');
    const one = this.#meanMs.get('sparse-first');
    if (both === undefined || both <= this.#allowedMs || this.#asked % probeEvery === 0) return plain;
    return one === undefined || one < both ? 'sparse-first' : plain;
  }

  /** Takes note of how long a plan took. */
  observe(plan: Plan, ms: number): void {
    const before = this.#meanMs.get(plan);
    this.#meanMs.set(plan, before === undefined ? ms : before + smoothing * (ms - before));
  }
}
