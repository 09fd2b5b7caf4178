import type { Grant, Taint } from '../policy/decide.ts';
import { bothPolicies, type Policy, standardPolicy } from '../policy/policy.ts';
import type { RunEvent } from './runEvent.ts';

/** What a run may do, what it has read that nobody who may decide has written, and what it was allowed for its rest. */
export interface PolicyState {
  readonly policy: Policy;
  readonly taint: readonly Taint[];
  readonly grants: readonly Grant[];
}

export const emptyPolicyState: PolicyState = { policy: standardPolicy, taint: [], grants: [] };

/** What an event changes of it. */
export function foldPolicy(state: PolicyState, event: RunEvent): Partial<PolicyState> {
  switch (event.type) {
    case 'run.started': {
      const policy = event.policy ?? standardPolicy;
      return event.settings?.origin === undefined ? { policy } : { policy, taint: ['other-agent'] };
    }
    case 'run.reopened':
      return event.policy ? { policy: bothPolicies(state.policy, event.policy) } : {};
    case 'test.reported':
    case 'tests.reproduced':
      return tainted(state, 'test-output');
    case 'command.ran':
      return tainted(state, 'command-output');
    case 'policy.decided': {
      const { intent, command, tool, decision, scope, tainted: before } = event;
      if (decision !== 'allowed' || (scope !== 'run' && scope !== 'workspace')) return {};
      const what = { ...(command ? { command } : {}), ...(tool === undefined ? {} : { tool }) };
      return { grants: [...state.grants, { intent, ...what, tainted: before !== undefined }] };
    }
    default:
      return {};
  }
}

function tainted({ taint }: PolicyState, by: Taint): Partial<PolicyState> {
  return taint.includes(by) ? {} : { taint: [...taint, by] };
}
