import type { PatchFormat } from '../../src/core/patch/fileEdit.ts';

/**
 * One answer of a model with the outcome that is right. The outcome is known from how the case was made, never from running a
 * matcher: `applied` says the texts that are meant; `refused` the code of a refusal, `unreadable` a part of the reader's message.
 */
export interface EditCase {
  readonly name: string;
  readonly format: PatchFormat;
  readonly files: Record<string, string>;
  /** Lines of the answer. */
  readonly answer: readonly string[];
  readonly applied?: Record<string, string | null>;
  readonly refused?: string;
  readonly unreadable?: string;
  /** Of a case that is to be refused: what a reader who guesses well would make of it. Counts as right for whoever applies it. */
  readonly alsoRight?: Record<string, string | null>;
  /** What the message to the model must contain. */
  readonly says?: string;
  /** The public thread that tells of the failure. */
  readonly from?: string;
}

/** Cases of one file or one generator. */
export interface CaseGroup {
  readonly name: string;
  readonly cases: readonly EditCase[];
}
