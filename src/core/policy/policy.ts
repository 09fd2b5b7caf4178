import type { HostList } from '../../base/hostRule.ts';

/** What a run may do at most: look; edit its copy and run code in the sandbox; or what the person's other settings allow. */
export type Mode = 'analysis-only' | 'safe' | 'standard';

/** The modes, the strictest first. */
export const modes: readonly Mode[] = ['analysis-only', 'safe', 'standard'];

/**
 * What can be done at most. `files`: look at them, edit the copy, or apply what is proved without being asked (`--apply`). `shell`: run
 * no code, in the sandbox only, or on the host where the person has agreed to that. `network`: none, or what a command declares.
 */
export interface Capabilities {
  readonly files: (typeof levels.files)[number];
  readonly shell: (typeof levels.shell)[number];
  readonly network: (typeof levels.network)[number];
}

/** The levels of each capability, the least first. */
export const levels = {
  files: ['read', 'edit', 'apply'],
  shell: ['none', 'sandboxed', 'host'],
  network: ['none', 'declared'],
} as const;

/** What each mode leaves of the capabilities. */
export const capabilitiesOf: Readonly<Record<Mode, Capabilities>> = {
  'analysis-only': { files: 'read', shell: 'none', network: 'none' },
  safe: { files: 'edit', shell: 'sandboxed', network: 'none' },
  standard: { files: 'apply', shell: 'host', network: 'declared' },
};

/** Names of tools, in which `*` stands for any characters. With `allow` there are no others; `deny` wins. */
export interface ToolLists {
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

/** What is taken away from a run, or from an agent or node of it. */
export interface Fence {
  readonly capabilities?: Partial<Capabilities>;
  readonly tools?: ToolLists;
}

/** What an action is for. */
export type Intent = 'read' | 'edit' | 'build' | 'network' | 'write-outside';

/** One argument of a command: this very text, one of some texts, or whatever it is. Never a part of a text. */
export type ArgumentPattern = string | { readonly oneOf: readonly string[] } | { readonly any: true };

/** What is to happen with actions of a kind. Everything that is said about the action has to fit. */
export interface PolicyRule {
  readonly effect: 'deny' | 'ask' | 'allow';
  readonly intents: readonly Intent[];
  /** The program and all of its arguments; a command with more or fewer does not fit. */
  readonly command?: readonly ArgumentPattern[];
  readonly tools?: readonly string[];
  readonly agents?: readonly string[];
  readonly nodes?: readonly string[];
  /** The end of a rule that allows, ms since 1970; absent: none. */
  readonly untilMs?: number;
  /** The only workspace in which a rule allows: an absolute path. */
  readonly workspace?: string;
  /** A person's yes to one action: where it names no command or no tool it is for none, and not for every one. */
  readonly exact?: true;
}

/** What one file says. Each file can only take away; only the person's own can spare a question. */
export interface PolicyLayer extends Fence {
  readonly from: 'person' | 'workspace';
  /** As people name it, for the names of rules. */
  readonly file: string;
  readonly mode?: Mode;
  readonly sandboxRequired?: true;
  /** By a pattern of the agent's name, or of the node's id or path. */
  readonly agents?: Readonly<Record<string, Fence>>;
  readonly nodes?: Readonly<Record<string, Fence>>;
  readonly rules?: readonly PolicyRule[];
  /** Hosts that commands in the sandbox may reach, as `host:port`. `grants`: of the person's own file; a list without it only narrows. */
  readonly network?: { readonly hosts: readonly string[]; readonly grants?: true };
  /** Paths that no proposal may change, as globs. */
  readonly protect?: readonly string[];
  readonly budget?: {
    readonly usd?: number;
    readonly tokens?: number;
    readonly calls?: number;
    readonly minutes?: number;
  };
}

/** What a run may do: the mode that was asked for, and every file that takes something away. Plain data, kept with the run. */
export interface Policy {
  readonly mode: Mode;
  readonly layers: readonly PolicyLayer[];
}

/** What holds where nobody says anything. */
export const standardPolicy: Policy = { mode: 'standard', layers: [] };

/** Whether nothing is taken away, so that nothing has to be asked. */
export function isStandard({ mode, layers }: Policy): boolean {
  return mode === 'standard' && layers.length === 0;
}

/** The lists that a host has to be in to be reached, the one that grants first; none where nobody grants any. */
export function hostListsOf({ layers }: Policy): readonly HostList[] {
  const lists = layers.flatMap(({ file, network }) =>
    network ? [{ rule: `${file}: network.allow`, ...network }] : [],
  );
  const granting = lists.filter(({ grants }) => grants);
  const narrowing = lists.filter(({ grants }) => !grants);
  const nobody = granting.length === 0 || lists.some(({ hosts }) => hosts.length === 0);
  return nobody ? [] : [...granting, ...narrowing].map(({ rule, hosts }) => ({ rule, hosts }));
}

/**
 * Both at once, for a run that goes on: what it began with still takes away, and so does what is there now. Only what is there now can
 * spare a question.
 */
export function bothPolicies(before: Policy, now: Policy): Policy {
  const known = new Set(now.layers.map((layer) => JSON.stringify(spent(layer))));
  const older = before.layers.map(spent).filter((layer) => !known.has(JSON.stringify(layer)));
  // What reached no host does not begin to because a file has changed.
  const newer = before.layers.some(({ network }) => network?.grants) ? now.layers : now.layers.map(withoutGrant);
  return { mode: stricter(before.mode, now.mode), layers: [...older, ...newer] };
}

/** The layer with all that it allows at its end. The numbers of its rules stay, which their names have. */
function spent(layer: PolicyLayer): PolicyLayer {
  const { rules } = layer;
  const ungranted = withoutGrant(layer);
  if (!rules) return ungranted;
  return { ...ungranted, rules: rules.map((rule) => (rule.effect === 'allow' ? { ...rule, untilMs: 0 } : rule)) };
}

/** The layer, whose list of hosts only narrows from then on. */
function withoutGrant(layer: PolicyLayer): PolicyLayer {
  const { network } = layer;
  return network?.grants ? { ...layer, network: { hosts: network.hosts } } : layer;
}

/** The stricter of two modes. */
export function stricter(one: Mode, other: Mode): Mode {
  return modes.indexOf(one) <= modes.indexOf(other) ? one : other;
}

/** The mode that holds: the strictest that anybody says. */
export function effectiveMode({ mode, layers }: Policy): Mode {
  return layers.reduce((least, layer) => stricter(least, layer.mode ?? 'standard'), mode);
}
