import { fitsPattern } from '../../base/namePattern.ts';
import type { HookFilter } from './hook.ts';
import type { HookNode } from './hookPayload.ts';

/** What a filter looks at in a payload. */
export interface HookSubject {
  readonly node?: HookNode | undefined;
  readonly tool?: string | undefined;
  readonly model?: string | undefined;
}

/** Whether an event passes every list of a filter but that of workflows, which is the same for the whole run. */
export function hears(only: HookFilter, { node, tool, model }: HookSubject): boolean {
  return (
    fits(only.nodes, node?.id, node?.path) &&
    fits(only.agents, node?.agent) &&
    fits(only.tools, tool, node?.tool) &&
    fits(only.models, model)
  );
}

/** Whether one of the names fits one of the patterns; without patterns everything fits. */
export function fits(patterns: readonly string[] | undefined, ...names: readonly (string | undefined)[]): boolean {
  if (patterns === undefined) return true;
  return names.some((name) => name !== undefined && patterns.some((pattern) => fitsPattern(pattern, name)));
}
