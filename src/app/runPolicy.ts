import { systemClock } from '../adapters/host/systemClock.ts';
import { decide } from '../core/policy/decide.ts';
import { bothPolicies, hostListsOf, type Policy, type PolicyLayer } from '../core/policy/policy.ts';
import type { BudgetLimits } from '../core/run/budget.ts';
import { type PolicyPorts, refusedError } from '../core/run/policyGuard.ts';
import type { RunSettings } from '../core/run/runSettings.ts';
import type { Sandbox, SandboxProbe } from '../core/sandbox/sandbox.ts';
import { keepApproval, liveApprovals } from './approvals.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** What a run may do, by what it was begun with and what the security files say now. */
export function policyOf(settings: Pick<RunSettings, 'mode'>, layers: readonly PolicyLayer[], before?: Policy): Policy {
  const now: Policy = { mode: settings.mode ?? 'standard', layers };
  return before ? bothPolicies(before, now) : now;
}

/** The limits that are left of those a person set. */
export function limitsWithin({ layers }: Policy, limits: BudgetLimits): BudgetLimits {
  const budgets = layers.flatMap(({ budget }) => budget ?? []);
  const least = (name: 'usd' | 'tokens' | 'calls') => {
    const all = [limits[name], ...budgets.map((budget) => budget[name])].filter((limit) => limit !== undefined);
    return all.length > 0 ? { [name]: Math.min(...all) } : {};
  };
  const minutes = budgets.flatMap((budget) => budget.minutes ?? []);
  const wallMs = Math.min(limits.wallMs, ...minutes.map((one) => one * 60_000));
  return budgets.length === 0 ? limits : { ...limits, ...least('usd'), ...least('tokens'), ...least('calls'), wallMs };
}

/** Whether any code of the project may be run, by the policy of the run as a whole: the rule that says no, else undefined. */
export function whyNoCode(policy: Policy, { isolated }: { readonly isolated: boolean }): string | undefined {
  const nobody = { tainted: [], grants: [], workspace: '', nowMs: systemClock.nowMs() };
  const decision = decide(
    { ...policy, layers: policy.layers.map(withoutRules) },
    { intent: 'build', isolated, ...nobody },
  );
  return decision.kind === 'refused' ? decision.rule : undefined;
}

/** Why commands reach none of the hosts that the person's own file lists, as a sentence for the person; undefined: nothing is missing. */
export function whyNoHosts(policy: Policy, { isolated, reachesHosts, name }: SandboxProbe): string | undefined {
  const runsCode = whyNoCode(policy, { isolated }) === undefined;
  // Without isolation commands have the network of the machine, and that is said elsewhere.
  if (!isolated || !runsCode || reachesHosts || hostListsOf(policy).length === 0) return undefined;
  return `Your security.yaml names hosts that commands may reach; the sandbox here (${name}) lets them reach none.`;
}

/** Rules speak of single actions. */
function withoutRules({ rules: _rules, ...layer }: PolicyLayer): PolicyLayer {
  return layer;
}

/** In place of a sandbox where no code may be run: nothing is tried on this machine, and nothing is started. */
export function closedSandbox(rule: string): { readonly sandbox: Sandbox; readonly probe: SandboxProbe } {
  const probe = { works: true, name: 'none', version: undefined, isolated: true, gaps: [] };
  return {
    probe,
    sandbox: {
      mountsCopy: true,
      probe: async () => probe,
      run: async () => {
        throw refusedError({ intent: 'build' }, rule);
      },
    },
  };
}

/** What the guards of a run work with. What was allowed in this workspace before is read where a rule asks. */
export function openPolicy(
  session: WorkspaceSession,
  { policy, isolated }: { readonly policy: Policy; readonly isolated: boolean },
): PolicyPorts {
  const asks = policy.layers.some(({ rules = [] }) => rules.some(({ effect }) => effect === 'ask'));
  const approved = asks ? liveApprovals(session) : () => [];
  return {
    get policy() {
      return { ...policy, layers: [...policy.layers, ...approved()] };
    },
    isolated,
    workspace: session.path,
    nowMs: systemClock.nowMs,
    keepApproval: (rule, signal) => keepApproval(session, rule, signal),
  };
}
