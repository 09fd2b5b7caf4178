import type { ReviewView } from '../../protocol/runView.ts';
import { describeEvidence, describeRun } from '../runWords.ts';

/** A run in plain sentences, for a chat and for other agents. */
export interface RunInWords {
  /** Title, state, cost, age. */
  readonly head: string;
  /** What the run says it did; empty when it says nothing. */
  readonly summary: string;
  readonly evidence: readonly string[];
  /** `src/a.js: 1 of 2 changes decided`. */
  readonly files: readonly string[];
  /** What went wrong and what helps; empty when nothing did. */
  readonly trouble: string;
}

const maxLines = 40;
const maxSummary = 2_000;

/** What is known of a run. Bounded: a model that reads it pays for every word. */
export function putInWords({ run, summary, evidence, files }: ReviewView, nowMs: number): RunInWords {
  const waits = run.status === 'running' ? [] : describeEvidence(evidence).map(({ text }) => text);
  return {
    head: `${run.title}: ${describeRun(run, nowMs)}`,
    summary: summary.slice(0, maxSummary),
    evidence: waits.slice(0, maxLines),
    files: files.slice(0, maxLines).map(({ path, kind, hunks }) => {
      const decided = hunks.filter(({ decision }) => decision !== 'undecided').length;
      return `${path} (${kind}): ${decided}/${hunks.length}`;
    }),
    trouble: run.trouble ? [run.trouble.message, run.trouble.hint ?? ''].join(' ').trim().slice(0, maxSummary) : '',
  };
}
