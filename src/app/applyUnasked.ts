import { systemClock } from '../adapters/host/systemClock.ts';
import { decide } from '../core/policy/decide.ts';
import type { RunLog } from '../core/run/runLog.ts';

/**
 * Whether what a run proposes may be written into the workspace without a person having looked at it (`--apply`): the rule that says no,
 * else undefined. A rule that asks says no as well: the answer is a review. The refusal is on record.
 */
export async function whyNotUnasked(log: RunLog, signal: AbortSignal): Promise<string | undefined> {
  const { policy, isolated, taint: tainted, grants, workspace } = log.state();
  const intent = 'write-outside';
  const nowMs = systemClock.nowMs();
  const decision = decide(policy, { intent, isolated, tainted, grants, workspace, nowMs });
  if (decision.kind === 'allowed') return undefined;
  const { rule } = decision;
  const by = decision.kind === 'ask' ? 'nobody' : 'policy';
  const more = tainted.length > 0 ? { tainted } : {};
  await log.append({ type: 'policy.decided', intent, decision: 'refused', rule, by, ...more }, signal);
  return rule;
}
