import type { Finding } from '../../analysis/finding.ts';
import { type AnalysisTask, analyseChange, type ChangeFindings, fixChange } from '../analyseChange.ts';
import type { FoundFinding } from '../changeEvidence.ts';
import { sayFindings, toFound } from '../sayFindings.ts';
import { texts } from './nodeInput.ts';
import type { NodeHandler, NodeScope } from './nodeScope.ts';

/**
 * The agent `static-analysis`: the project's own checkers, held against what they found before the change. Only what the change
 * introduced counts, and where it silences a checker. With `fix`, what the checkers themselves can mend in the changed files is
 * mended first. Output: `{passed, findings, introduced, silenced, fixed, unknown, feedback}`.
 */
export const staticAnalysisNode: NodeHandler = async (input, scope, signal) => {
  const files = texts(input.files);
  return scope.run.copy.alone(async (copy) => {
    const task = { copy, working: scope.run.copy, ...(files.length > 0 ? { files } : {}) };
    let found = await analyseChange(scope.ports, task, signal);
    if (input.fix === true && found.introduced.length > 0 && (await mend(scope, task, signal)))
      found = await analyseChange(scope.ports, task, signal);
    return toOutput(found);
  }, signal);
};

/** Puts what the checkers' own fixes give into the change; false when they give nothing. */
async function mend({ run, ports }: NodeScope, task: AnalysisTask, signal: AbortSignal): Promise<boolean> {
  const fixed = await fixChange(ports, task, signal);
  if (fixed.size === 0) return false;
  const files = ports.openFiles(task.copy);
  for (const [path, text] of fixed) await files.write(path, text, signal);
  await run.copy.settle(new Map([...(await run.copy.changes(signal)), ...fixed]), signal);
  return true;
}

const maxListed = 200;

function toOutput(found: ChangeFindings) {
  const { all, introduced, silenced, fixed, unknown } = found;
  const list = (findings: readonly Finding[]): readonly FoundFinding[] => findings.slice(0, maxListed).map(toFound);
  return {
    passed: introduced.length + silenced.length === 0,
    findings: list(all),
    introduced: list(introduced),
    silenced: silenced.map(({ path, reason }) => `${path}: ${reason}`),
    fixed,
    unknown: unknown.map(({ tool, why }) => `${tool}: ${why}`),
    feedback: sayFindings(found),
  };
}
