import { fitsPattern } from '../../base/namePattern.ts';
import { fitsCommand } from './argumentPatterns.ts';
import {
  type Capabilities,
  capabilitiesOf,
  effectiveMode,
  type Fence,
  type Intent,
  levels,
  type Policy,
  type PolicyLayer,
  type PolicyRule,
} from './policy.ts';

/** Where text comes from that nobody who may decide has written. A run that has read some is tainted. */
export type Taint = 'test-output' | 'command-output' | 'other-agent';

/** How far a person's yes reaches: this one action, the same action in this run, or in this workspace for some time. */
export type Scope = 'once' | 'run' | 'workspace';

/** A yes that a person has given for the rest of the run. */
export interface Grant {
  readonly intent: Intent;
  readonly command?: readonly string[];
  readonly tool?: string;
  /** The run was tainted when it was given, and the question said so. */
  readonly tainted: boolean;
}

/** Something that is about to be done. */
export interface PolicyRequest {
  readonly intent: Intent;
  /** The program and its arguments, as whoever wants it run says it. */
  readonly command?: readonly string[] | undefined;
  readonly tool?: string | undefined;
  readonly agent?: string | undefined;
  readonly node?: { readonly id: string; readonly path: string } | undefined;
  /** An agent's model asks for it, and no workflow. */
  readonly byModel?: boolean;
  /** false: the code would run on the host, with all that the person may do. */
  readonly isolated: boolean;
  readonly tainted: readonly Taint[];
  readonly grants: readonly Grant[];
  /** Absolute path. */
  readonly workspace: string;
  /** Ms since 1970. */
  readonly nowMs: number;
}

/** What a policy says of an action. `explicit`: a rule or a person allows what would have been asked. */
export type Decision =
  | { readonly kind: 'allowed'; readonly rule: string; readonly explicit: boolean }
  | { readonly kind: 'refused'; readonly rule: string }
  | { readonly kind: 'ask'; readonly rule: string; readonly scopes: readonly Scope[] };

/**
 * What a policy says of an action. What takes away comes first: a mode, a capability, a list of tools, a rule that denies; no rule that
 * allows outweighs any of them. Then the rules that ask, and what may answer in the person's place: a rule of the person's own file
 * or a yes that was given before, and none of these once the run is tainted.
 */
export function decide(policy: Policy, request: PolicyRequest): Decision {
  for (const { rule, fence } of fencesOf(policy, request)) {
    if (!isWithin(fence, request)) return { kind: 'refused', rule };
  }
  const rules = rulesOf(policy.layers).filter(({ rule }) => fitsRule(rule, request));
  const denied = rules.find(({ rule }) => rule.effect === 'deny');
  if (denied) return { kind: 'refused', rule: denied.name };
  const asked = rules.find(({ rule }) => rule.effect === 'ask');
  if (!asked) return { kind: 'allowed', rule: `mode ${effectiveMode(policy)}`, explicit: false };
  const isTainted = request.tainted.length > 0;
  if (request.grants.some((grant) => fitsGrant(grant, request)))
    return { kind: 'allowed', rule: 'a yes for this run', explicit: true };
  const spared = isTainted ? undefined : rules.find(({ rule, from }) => from === 'person' && allows(rule, request));
  if (spared) return { kind: 'allowed', rule: spared.name, explicit: true };
  return { kind: 'ask', rule: asked.name, scopes: isTainted ? ['once', 'run'] : ['once', 'run', 'workspace'] };
}

/** Everything that takes something away from this action, with its name. */
function fencesOf(
  { mode, layers }: Policy,
  request: PolicyRequest,
): { readonly rule: string; readonly fence: Fence }[] {
  return [
    { rule: `mode ${mode}`, fence: { capabilities: capabilitiesOf[mode] } },
    ...layers.flatMap((layer) => fencesIn(layer, request)),
  ];
}

function fencesIn(
  layer: PolicyLayer,
  { agent, node }: PolicyRequest,
): { readonly rule: string; readonly fence: Fence }[] {
  const named = (what: string) => `${layer.file}: ${what}`;
  const fences: { rule: string; fence: Fence }[] = [];
  if (layer.mode)
    fences.push({ rule: named(`mode ${layer.mode}`), fence: { capabilities: capabilitiesOf[layer.mode] } });
  if (layer.sandboxRequired) fences.push({ rule: named('sandbox'), fence: { capabilities: { shell: 'sandboxed' } } });
  if (layer.capabilities) fences.push({ rule: named('capabilities'), fence: { capabilities: layer.capabilities } });
  if (layer.tools) fences.push({ rule: named('tools'), fence: { tools: layer.tools } });
  for (const [pattern, fence] of Object.entries(layer.agents ?? {}))
    if (agent !== undefined && fitsPattern(pattern, agent)) fences.push({ rule: named(`agents.${pattern}`), fence });
  for (const [pattern, fence] of Object.entries(layer.nodes ?? {}))
    if (node && [node.id, node.path].some((name) => fitsPattern(pattern, name)))
      fences.push({ rule: named(`nodes.${pattern}`), fence });
  return fences;
}

function isWithin({ capabilities = {}, tools = {} }: Fence, request: PolicyRequest): boolean {
  const { tool } = request;
  if (tool !== undefined && tools.deny?.some((pattern) => fitsPattern(pattern, tool))) return false;
  // A workflow's own steps are no tools of agents: such a list says nothing of them.
  const isListed = tool === undefined || !tools.allow || tools.allow.some((pattern) => fitsPattern(pattern, tool));
  if (request.byModel && !isListed) return false;
  const needed: Partial<Capabilities> = neededFor(request);
  return (
    reaches(levels.files, capabilities.files, needed.files) &&
    reaches(levels.shell, capabilities.shell, needed.shell) &&
    reaches(levels.network, capabilities.network, needed.network)
  );
}

function neededFor({ intent, isolated }: PolicyRequest): Partial<Capabilities> {
  switch (intent) {
    case 'read':
      return {};
    case 'edit':
      return { files: 'edit' };
    case 'build':
      return { shell: isolated ? 'sandboxed' : 'host' };
    case 'network':
      return { network: 'declared' };
    case 'write-outside':
      return { files: 'apply' };
  }
}

function reaches<T extends string>(order: readonly T[], most: T | undefined, needed: T | undefined): boolean {
  return most === undefined || needed === undefined || order.indexOf(needed) <= order.indexOf(most);
}

function rulesOf(layers: readonly PolicyLayer[]) {
  return layers.flatMap(({ file, from, rules = [] }) =>
    rules.map((rule, at) => ({ rule, from, name: `${file}: rule ${at + 1}` })),
  );
}

function fitsRule(rule: PolicyRule, { intent, command, tool, agent, node }: PolicyRequest): boolean {
  if (rule.exact && (!rule.command !== !command || (rule.tools === undefined) !== (tool === undefined))) return false;
  return (
    rule.intents.includes(intent) &&
    (rule.command === undefined || (command !== undefined && fitsCommand(rule.command, command))) &&
    fitsOne(rule.tools, tool) &&
    fitsOne(rule.agents, agent) &&
    fitsOne(rule.nodes, node?.id, node?.path)
  );
}

function fitsOne(patterns: readonly string[] | undefined, ...names: readonly (string | undefined)[]): boolean {
  if (patterns === undefined) return true;
  return names.some((name) => name !== undefined && patterns.some((pattern) => fitsPattern(pattern, name)));
}

function allows({ effect, untilMs, workspace }: PolicyRule, request: PolicyRequest): boolean {
  if (effect !== 'allow') return false;
  return (
    (untilMs === undefined || request.nowMs < untilMs) && (workspace === undefined || workspace === request.workspace)
  );
}

/** The very same action. What was said before the run was tainted does not count behind it. */
function fitsGrant(grant: Grant, { intent, command, tool, tainted }: PolicyRequest): boolean {
  if (tainted.length > 0 && !grant.tainted) return false;
  return grant.intent === intent && grant.tool === tool && sameCommand(grant.command, command);
}

function sameCommand(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.length === other.length && one.every((argument, at) => argument === other[at]);
}
