import { findingsBefore, lastFindings } from '../analyseChange.ts';
import { judgeMended } from '../judgeFeature.ts';
import { type Problem, type ProblemsNow, problemsNow, sayProblem, whyNotMended } from '../problems.ts';
import { fields, text } from './nodeInput.ts';
import type { NodeHandler, NodeScope } from './nodeScope.ts';
import { provenChange, recordProposal } from './proposal.ts';
import { recordedFindings } from './proposeFeatureNode.ts';

/**
 * `problem.check`: whether the project's checkers still report what a run is to mend. Output: `{passed, gone, still, unseen,
 * feedback}`; what no checker here has ever reported is `unseen` and stops nothing.
 */
export const checkProblemNode: NodeHandler = async (input, scope, signal) => {
  const { gone, still, unseen } = await problemsOf(input.problems, scope, signal);
  const feedback =
    still.length === 0 ? '' : ['These are still reported:', ...still.map((one) => `- ${sayProblem(one)}`)].join('\n');
  const said = (problems: readonly Problem[]) => problems.map(sayProblem);
  return { passed: still.length === 0, gone: said(gone), still: said(still), unseen: said(unseen), feedback };
};

/**
 * `problem.propose`: judges the change that the copy holds as the mending of problems, by what the checkers reported before and
 * report now, and makes it a proposal. Output: `{accepted, proposed, files, why}`.
 */
export const proposeMendedNode: NodeHandler = async (input, scope, signal) => {
  const { log } = scope.ports;
  const stopped = text(input.stopped);
  const found = await provenChange(scope, signal);
  const judged = (accepted: boolean, why: readonly string[]) =>
    log.append({ type: 'feature.judged', about: 'problem', accepted, why }, signal);
  if (found.kind === 'none') {
    const why = [stopped || found.why];
    await judged(false, why);
    return { accepted: false, proposed: false, files: 0, why };
  }
  const now = await problemsOf(input.problems, scope, signal);
  const findings = await recordedFindings(scope, signal);
  const gone = now.gone.length === 0 ? '' : `No longer reported: ${now.gone.map(sayProblem).join('; ')}.`;
  const summary = [text(input.summary) || found.summary, gone].filter((part) => part.trim() !== '').join('\n\n');
  const refused = await recordProposal(scope, { ...found, summary, findings }, signal);
  const { evidence } = found.proof.verdict;
  const against = judgeMended({ evidence, findings, why: whyNotMended(now) });
  const why = [stopped, refused, ...against].filter((reason) => reason !== '');
  await judged(why.length === 0, why);
  return { accepted: why.length === 0, proposed: true, files: found.proof.proposal.files.length, why };
};

async function problemsOf(given: unknown, scope: NodeScope, signal: AbortSignal): Promise<ProblemsNow> {
  const { run, ports } = scope;
  const problems = (Array.isArray(given) ? given : []).map(toProblem);
  return run.copy.alone(async (copy) => {
    const task = { copy, working: run.copy };
    const { all } = await lastFindings(ports, task, signal);
    // The workspace as it was is looked at with the first analysis.
    const before = (await findingsBefore(ports, signal)) ?? all;
    return problemsNow(problems, { before, now: all });
  }, signal);
}

function toProblem(given: unknown): Problem {
  const { file, line, message, rule } = fields(given);
  return { file: text(file), line: typeof line === 'number' ? line : 1, message: text(message), rule: text(rule) };
}
