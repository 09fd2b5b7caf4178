import type { FixEvidence } from '../evidence/proof.ts';
import type { NewTests, RecordedFindings } from './changeEvidence.ts';
import { sayFinding } from './sayFindings.ts';

/** Whether a change counts as the feature that was asked for, and what speaks against it. */
export interface FeatureJudgement {
  readonly accepted: boolean;
  /** One sentence each; empty when it is accepted. */
  readonly why: readonly string[];
}

/**
 * Accepts a change when all old tests are green, new ones exist that fail without it and pass with it and notice defects, and
 * the project's checkers find nothing new. No word of a model is heard here.
 */
export function judgeFeature(shown: {
  readonly evidence: FixEvidence;
  readonly newTests: NewTests;
  readonly findings: RecordedFindings;
}): FeatureJudgement {
  const { evidence, newTests, findings } = shown;
  const why = [...sayBroken(evidence), ...(newTests.counts ? [] : [newTests.why]), ...sayIntroduced(findings)];
  return { accepted: why.length === 0, why };
}

/** What speaks against a change as the mending of a problem: the problem itself (`why`), a test that is red, a new finding. */
export function judgeMended(shown: {
  readonly evidence: FixEvidence;
  readonly findings: RecordedFindings;
  readonly why: readonly string[];
}): readonly string[] {
  return [...shown.why, ...sayBroken(shown.evidence), ...sayIntroduced(shown.findings)];
}

function sayBroken({ unbroken }: FixEvidence): readonly string[] {
  return unbroken === true ? [] : ['What was green before is not all green now.'];
}

function sayIntroduced({ introduced, silenced }: RecordedFindings): readonly string[] {
  const [first] = introduced;
  return [
    ...(first ? [`${count(introduced.length)} of the project's checkers, the first: ${sayFinding(first)}`] : []),
    ...silenced.map((one) => `A checker is silenced. ${one}`),
  ];
}

const count = (findings: number) => (findings === 1 ? '1 new finding' : `${findings} new findings`);
