import { lastFindings } from '../analyseChange.ts';
import type { NewTests, RecordedFindings } from '../changeEvidence.ts';
import { type FeatureJudgement, judgeFeature } from '../judgeFeature.ts';
import type { TestTarget } from '../newTests.ts';
import { toFound } from '../sayFindings.ts';
import { checkTests, targetOf } from './checkTestsNode.ts';
import { text } from './nodeInput.ts';
import type { NodeHandler, NodeScope } from './nodeScope.ts';
import { provenChange, recordProposal } from './proposal.ts';

/**
 * `feature.propose`: judges the change that the copy holds as the feature that was asked for (see `judgeFeature`), and makes it a
 * proposal when no test speaks against it. What was found out before of these very files is not done again. `stopped` says why
 * the work ended early; `testsOf` that tests were to be written for code that is there. Output: `{accepted, proposed, files, tests, why}`.
 */
export const proposeFeatureNode: NodeHandler = async (input, scope, signal) => {
  const { log } = scope.ports;
  const stopped = text(input.stopped);
  const found = await provenChange(scope, signal);
  if (found.kind === 'none') {
    const why = [stopped || found.why];
    await log.append({ type: 'feature.judged', accepted: false, why }, signal);
    return { accepted: false, proposed: false, files: 0, tests: [], why };
  }
  const newTests = await knownTests(scope, targetOf(input.testsOf), signal);
  const findings = await recordedFindings(scope, signal);
  const judged = judgeFeature({ evidence: found.proof.verdict.evidence, newTests, findings });
  const summary = text(input.summary) || found.summary;
  const refused = await recordProposal(scope, { ...found, summary, newTests, findings }, signal);
  const reasons = [stopped, refused].filter((reason) => reason !== '');
  const { accepted, why } = reasons.reduce(withReason, judged);
  await log.append({ type: 'feature.judged', accepted, why }, signal);
  const tests = newTests.tests.map(({ id }) => id);
  return { accepted, proposed: true, files: found.proof.proposal.files.length, tests, why };
};

function withReason({ why }: FeatureJudgement, reason: string): FeatureJudgement {
  return { accepted: false, why: [reason, ...why] };
}

async function knownTests(scope: NodeScope, target: TestTarget | undefined, signal: AbortSignal): Promise<NewTests> {
  const known = scope.ports.log.state().newTests;
  if (known) return known;
  const { checked } = await scope.run.copy.alone((copy) => checkTests(scope, { copy, target }, signal), signal);
  return checked;
}

/** What the checkers say of the copy as it is, in the short form that is kept. */
export async function recordedFindings(scope: NodeScope, signal: AbortSignal): Promise<RecordedFindings> {
  const { run, ports } = scope;
  const { introduced, silenced, unknown, tools } = await run.copy.alone(
    (copy) => lastFindings(ports, { copy, working: run.copy }, signal),
    signal,
  );
  return {
    introduced: introduced.map(toFound),
    silenced: silenced.map(({ path, reason }) => `${path}: ${reason}`),
    unknown: unknown.map(({ tool, why }) => `${tool}: ${why}`),
    tools,
  };
}
