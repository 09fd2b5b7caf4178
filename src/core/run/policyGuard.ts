import { CodedError, isCoded } from '../../base/errors.ts';
import { type Decision, decide, type PolicyRequest, type Scope } from '../policy/decide.ts';
import { hostListsOf, type Intent, isStandard, type Policy, type PolicyRule } from '../policy/policy.ts';
import { matchesGlob } from '../rule/glob.ts';
import type { AskPerson } from './askPerson.ts';
import { type CommandNetwork, createCommandNetwork } from './commandNetwork.ts';
import type { RunEventBody } from './runEvent.ts';
import type { RunLog } from './runLog.ts';

/** Something that a node is about to do. */
export interface GuardedAction {
  readonly intent: Intent;
  readonly command?: readonly string[] | undefined;
  readonly tool?: string | undefined;
  /** An agent's model asks for it. */
  readonly byModel?: boolean;
}

/** What a run may do, and what deciding it needs. */
export interface PolicyPorts {
  readonly policy: Policy;
  /** false: code runs on the host. */
  readonly isolated: boolean;
  /** Absolute path. */
  readonly workspace: string;
  nowMs(): number;
  /** Keeps that an action is allowed in this workspace until then, for later runs. */
  keepApproval(rule: PolicyRule, signal: AbortSignal): Promise<void>;
}

/** Who acts. */
export interface GuardedNode {
  readonly log: RunLog;
  readonly askPerson: AskPerson;
  readonly agent: string | undefined;
  readonly node: { readonly id: string; readonly path: string };
}

/**
 * What every action of a node goes through.
 *
 * Contract: `require` resolves when the action may be done, after a person was asked where a rule wants that, and throws `policy.refused`
 * or `policy.declined` otherwise; what it decides by more than a mode is on record before it settles. `around` does the same for a tool,
 * and what is done meanwhile counts as done by that tool; of a tool that runs code, the command that it comes to is what is asked about.
 */
export interface PolicyGuard {
  require(action: GuardedAction, signal: AbortSignal): Promise<void>;
  around<T>(action: GuardedAction, carryOut: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /**
   * The hosts that a command may reach; undefined: none, because nobody allows any or because what fits this command says no. One that
   * needs the network throws then where it is refused.
   */
  reach(
    command: readonly string[],
    needs: { readonly network: boolean },
    signal: AbortSignal,
  ): Promise<CommandNetwork | undefined>;
  /** Whether it could be done at all, whoever is asked. Nothing is recorded. */
  offers(action: GuardedAction): boolean;
  /** Throws `policy.protected` for a path that no proposal may change. */
  requireUnprotected(paths: Iterable<string>): void;
  /** The rule by which no proposal may change a path; undefined: it may. */
  protectedBy(path: string): string | undefined;
}

/** Lets everything pass: nothing is taken away, so nothing is asked and nothing is recorded. */
export const openGuard: PolicyGuard = {
  require: async () => undefined,
  around: (_action, carryOut) => carryOut(),
  reach: async () => undefined,
  offers: () => true,
  requireUnprotected: () => undefined,
  protectedBy: () => undefined,
};

/** How long a yes for a workspace holds. */
const workspaceDays = 30;
const dayMs = 86_400_000;

/** The guard of one node. */
export function createPolicyGuard(ports: PolicyPorts, who: GuardedNode): PolicyGuard {
  return isStandard(ports.policy) ? openGuard : new NodeGuard(ports, who);
}

class NodeGuard implements PolicyGuard {
  readonly #ports: PolicyPorts;
  readonly #who: GuardedNode;
  /** The tool that is being used. Tools of a node are used one after the other. */
  #tool: Pick<GuardedAction, 'tool' | 'byModel'> = {};
  #turns: Promise<unknown> = Promise.resolve();

  constructor(ports: PolicyPorts, who: GuardedNode) {
    this.#ports = ports;
    this.#who = who;
  }

  async require(action: GuardedAction, signal: AbortSignal): Promise<void> {
    const whole = { ...this.#tool, ...action };
    const decision = this.#decide(whole);
    if (decision.kind === 'refused') return this.#refuse(whole, decision.rule, signal);
    if (decision.kind === 'allowed' && !decision.explicit) return;
    // One question at a time: the answer to the first may answer the others.
    const turn = this.#turns.then(() => this.#settle(whole, signal));
    this.#turns = turn.catch(() => undefined);
    return turn;
  }

  async around<T>(action: GuardedAction, carryOut: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const decision = this.#decide(action);
    if (decision.kind === 'refused') return this.#refuse(action, decision.rule, signal);
    if (action.intent !== 'build') await this.require(action, signal);
    const before = this.#tool;
    const { tool, byModel } = action;
    this.#tool = byModel ? { tool, byModel } : { tool };
    try {
      return await carryOut();
    } finally {
      this.#tool = before;
    }
  }

  async reach(
    command: readonly string[],
    needs: { readonly network: boolean },
    signal: AbortSignal,
  ): Promise<CommandNetwork | undefined> {
    const action = { intent: 'network', command } as const;
    const lists = hostListsOf(this.#ports.policy);
    if (needs.network) await this.require(action, signal);
    else if (lists.length === 0 || !this.offers({ ...this.#tool, ...action })) return undefined;
    else if (!(await this.#isGranted(action, signal))) return undefined;
    return lists.length === 0 ? undefined : createCommandNetwork(lists, { log: this.#who.log, command }, signal);
  }

  /** A refusal is on record, and the command goes on without. */
  async #isGranted(action: GuardedAction, signal: AbortSignal): Promise<boolean> {
    try {
      await this.require(action, signal);
      return true;
    } catch (error) {
      if (isCoded(error) && error.code.startsWith('policy.')) return false;
      throw error;
    }
  }

  offers(action: GuardedAction): boolean {
    return this.#decide(action).kind !== 'refused';
  }

  requireUnprotected(paths: Iterable<string>): void {
    for (const path of paths) {
      const rule = this.protectedBy(path);
      if (rule !== undefined) throw protectedError(path, rule);
    }
  }

  protectedBy(path: string): string | undefined {
    return protectedBy(this.#ports.policy, path);
  }

  #decide(action: GuardedAction): Decision {
    const { policy, isolated, workspace } = this.#ports;
    const { agent, node, log } = this.#who;
    const { taint: tainted, grants } = log.state();
    const nowMs = this.#ports.nowMs();
    return decide(policy, { ...action, agent, node, isolated, tainted, grants, workspace, nowMs });
  }

  async #settle(action: GuardedAction, signal: AbortSignal): Promise<void> {
    const decision = this.#decide(action);
    if (decision.kind === 'refused') return this.#refuse(action, decision.rule, signal);
    if (decision.kind === 'allowed') {
      const { rule } = decision;
      return this.#record(action, { decision: 'allowed', rule, by: 'policy' }, signal);
    }
    return this.#ask(action, decision, signal);
  }

  async #ask(
    action: GuardedAction,
    { rule, scopes }: Extract<Decision, { kind: 'ask' }>,
    signal: AbortSignal,
  ): Promise<void> {
    const untilMs = endOfDayAfter(this.#ports.nowMs(), workspaceDays);
    const offered = scopes.map((scope) => ({ scope, words: scopeWords(scope, untilMs) }));
    const question = `${this.#who.agent ?? this.#who.node.path} wants to ${sayAction(action)}. ${rule} asks for it.${sayTaint(this.#who.log.state().taint)}`;
    const choices = [...offered.map(({ words }) => words), refuseWords];
    const said = await this.#who.askPerson({ question, choices }, signal);
    if (said.kind === 'nobody') {
      await this.#record(action, { decision: 'refused', rule, by: 'nobody' }, signal);
      throw refusedError(action, `${rule} asks for it, and nobody is there to be asked`);
    }
    // Whatever is not the very words of a yes is a no.
    const scope = offered.find(({ words }) => words === said.answer)?.scope;
    if (scope === undefined) {
      await this.#record(action, { decision: 'refused', rule, by: 'person' }, signal);
      throw new CodedError('policy.declined', `You refused to ${sayAction(action)}.`);
    }
    const until = scope === 'workspace' ? { untilMs } : {};
    if (scope === 'workspace') await this.#ports.keepApproval(this.#approvalOf(action, untilMs), signal);
    await this.#record(action, { decision: 'allowed', rule, by: 'person', scope, ...until }, signal);
  }

  #approvalOf({ intent, command, tool }: GuardedAction, untilMs: number): PolicyRule {
    const what = { ...(command ? { command } : {}), ...(tool === undefined ? {} : { tools: [tool] }) };
    return { effect: 'allow', intents: [intent], ...what, untilMs, workspace: this.#ports.workspace };
  }

  async #refuse(action: GuardedAction, rule: string, signal: AbortSignal): Promise<never> {
    await this.#record(action, { decision: 'refused', rule, by: 'policy' }, signal);
    throw refusedError(action, rule);
  }

  async #record(action: GuardedAction, decided: Decided, signal: AbortSignal): Promise<void> {
    const { agent, log } = this.#who;
    const { intent, command, tool } = action;
    const { taint } = log.state();
    await log.append(
      {
        type: 'policy.decided',
        intent,
        ...(command ? { command } : {}),
        ...(tool === undefined ? {} : { tool }),
        ...(agent === undefined ? {} : { agent }),
        ...decided,
        ...(taint.length > 0 ? { tainted: taint } : {}),
      },
      signal,
    );
  }
}

type Decided = Pick<
  Extract<RunEventBody, { type: 'policy.decided' }>,
  'decision' | 'rule' | 'by' | 'scope' | 'untilMs'
>;

/** The rule by which no proposal may change a path. */
export function protectedBy({ layers }: Policy, path: string): string | undefined {
  const layer = layers.find(({ protect = [] }) => protect.some((glob) => matchesGlob(path, glob)));
  return layer && `${layer.file}: protect`;
}

/** Thrown for a path that no proposal may change. */
export function protectedError(path: string, rule: string): CodedError {
  return new CodedError('policy.protected', `${path} must not be changed (${rule}).`);
}

/** Thrown for what a policy refuses; `rule` is its name. */
export function refusedError(action: GuardedAction, rule: string): CodedError {
  return new CodedError('policy.refused', `It is not allowed to ${sayAction(action)} (${rule}).`, {
    hint: 'What a run may do is said by --mode, by security.yaml in the data folder, and by .loopwright/security.yaml; the strictest counts.',
  });
}

const verbs: Readonly<Record<Intent, string>> = {
  read: 'look at files',
  edit: 'change files',
  build: 'run code of the project',
  network: 'use the network',
  'write-outside': 'write into the workspace',
};

/** An action in words that follow "to". */
export function sayAction({ intent, command, tool }: Pick<PolicyRequest, 'intent' | 'command' | 'tool'>): string {
  const by = tool === undefined ? '' : ` with ${tool}`;
  if (!command) return `${verbs[intent]}${by}`;
  const how = intent === 'network' ? 'use the network and run' : 'run';
  return `${how} ${sayArguments(command)}${by}`;
}

/** A command whose arguments can be told apart, whatever stands in them. Of a long one its end is said too, and how much is not. */
export function sayArguments(command: readonly string[]): string {
  const said = command.map((one) => (/^[\w@%+=:,./-]+$/.test(one) ? one : JSON.stringify(one))).join(' ');
  const left = said.length - 400;
  return left > 0 ? `${said.slice(0, 300)}… (${left} characters that are not shown) …${said.slice(-100)}` : said;
}

const refuseWords = 'Refuse';

function scopeWords(scope: Scope, untilMs: number): string {
  if (scope === 'once') return 'Allow once';
  if (scope === 'run') return 'Allow this in this run';
  return `Allow this in this workspace until ${lastDay(untilMs)}`;
}

function sayTaint(taint: readonly string[]): string {
  if (taint.length === 0) return '';
  const from = taint.map((one) => one.replace('-', ' ')).join(', ');
  return ` This run has read text that nobody vouches for (${from}), and may have been told to: no rule allows it without you.`;
}

function endOfDayAfter(nowMs: number, days: number): number {
  return (Math.floor(nowMs / dayMs) + days + 1) * dayMs;
}

/** The last day on which something holds that ends then, in UTC. */
export function lastDay(untilMs: number): string {
  return new Date(untilMs - 1).toISOString().slice(0, 10);
}
