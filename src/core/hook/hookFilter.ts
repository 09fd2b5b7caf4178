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
  return names.some((name) => name !== undefined && patterns.some((pattern) => matches(pattern, name)));
}

/**
 * Whether a name fits a pattern in which `*` stands for any characters. The greedy match with one way back (Krauss 2008):
 * patterns come with repositories, and as a regular expression `a*a*a*…` could take minutes.
 */
function matches(pattern: string, name: string): boolean {
  let [at, from] = [0, 0];
  let star = -1;
  let backTo = 0;
  while (from < name.length) {
    if (pattern[at] === '*') {
      star = at;
      backTo = from;
      at += 1;
    } else if (pattern[at] === name[from]) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      backTo += 1;
      at = star + 1;
      from = backTo;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
