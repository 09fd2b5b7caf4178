import type { StoredFact } from '../memory/fact.ts';

/** What an agent is about to work on, as far as memory is asked for it. */
export interface MemoryQuestion {
  readonly agent: string;
  /** Words: of the task, of red tests and what they say. */
  readonly text: string;
  /** Red tests, by id. */
  readonly tests: readonly string[];
}

/** What is known of it, for a prompt: text of at most about 200 tokens, the facts that it says, and the files they lead to. */
export interface Recalled {
  readonly facts: readonly string[];
  readonly files: readonly string[];
  readonly text: string;
}

/** What becomes of a fact that did not hold: nothing (it may hold elsewhere), it counts as refuted once, or it is forgotten. */
export type Dropping = 'pass' | 'refute' | 'forget';

/** What earlier runs of the workspace proved, as a node may use it. Nothing here ever fails a run: what cannot be read is not known. */
export interface RunMemory {
  /** Every fact that holds in this run; whoever uses one asks whether it is to be trusted. */
  all(signal: AbortSignal): Promise<readonly StoredFact[]>;
  /** Whether the team keeps any fact in the workspace: told without reading one, since most do not. */
  keeps(signal: AbortSignal): Promise<boolean>;
  /** undefined: nothing of use. A node that begins anew gets what it got the first time. */
  recall(question: MemoryQuestion, signal: AbortSignal): Promise<Recalled | undefined>;
  /** A fact turned out wrong. What the team keeps in the workspace is never changed here. */
  drop(fact: StoredFact, how: Dropping, signal: AbortSignal): Promise<void>;
}
