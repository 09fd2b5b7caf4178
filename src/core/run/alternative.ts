import type { FixEvidence } from '../evidence/proof.ts';
import type { Proposal } from '../workspace/workspace.ts';

/**
 * How far an edit was checked. `clean`: all tests, in a clean copy that holds nothing but the edit, as for a proposal. `search`: all
 * tests, in a copy in which other edits had been tried before. `red`: the runner was started for the red tests only.
 */
export type AlternativeCheck = 'clean' | 'search' | 'red';

/** Another edit that makes the red tests green. Choice 1 is what the run proposes; the others count from 2, best first. */
export interface Alternative {
  readonly number: number;
  /** Each edit's place and what it does. */
  readonly what: string;
  readonly checked: AlternativeCheck;
  readonly proposal: Proposal;
  readonly evidence: FixEvidence;
  readonly hunks: number;
  /** Changed lines, a replaced one counted once. */
  readonly lines: number;
}

/** An input that no test gives, and what each choice does with it, in the order of the choices; null: it was not asked. */
export interface OpenInput {
  readonly call: string;
  readonly answers: readonly (string | null)[];
}
