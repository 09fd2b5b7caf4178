import type { GraphNodeKind, GraphNodeStatus, GraphNodeView, NodeStateView } from '../../src/protocol/graph.ts';
import type { RunStatus } from '../../src/protocol/runView.ts';
import type { IconName } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';

/** The icon of a state; its word always stands beside it. */
export const stateIcons: Readonly<Record<GraphNodeStatus, IconName>> = {
  pending: 'circle',
  ready: 'clock',
  running: 'spin',
  waiting: 'clock',
  asking: 'person',
  succeeded: 'check',
  failed: 'cross',
  skipped: 'skip',
  cancelled: 'slash',
  stopped: 'pause',
};

/** The icon of what a node does. */
export const kindIcons: Readonly<Record<GraphNodeKind, IconName>> = {
  agent: 'agent',
  tool: 'tool',
  run: 'terminal',
  workflow: 'workflow',
  approve: 'person',
  forEach: 'items',
  loop: 'loop',
  race: 'race',
  unknown: 'question',
};

const stateWords: Readonly<Record<GraphNodeStatus, () => string>> = {
  pending: () => t('pending'),
  ready: () => t('queued'),
  running: () => t('running'),
  waiting: () => t('waits to try again'),
  asking: () => t('waits for you'),
  succeeded: () => t('succeeded'),
  failed: () => t('failed'),
  skipped: () => t('skipped'),
  cancelled: () => t('cancelled'),
  stopped: () => t('stopped'),
};

/** The word of a state. */
export function stateWord(status: GraphNodeStatus): string {
  return stateWords[status]();
}

const kindWords: Readonly<Record<GraphNodeKind, () => string>> = {
  agent: () => t('agent'),
  tool: () => t('tool'),
  run: () => t('command'),
  workflow: () => t('workflow'),
  approve: () => t('question to you'),
  forEach: () => t('for each'),
  loop: () => t('loop'),
  race: () => t('race'),
  unknown: () => t('node'),
};

/** The word of what a node does. */
export function kindWord(kind: GraphNodeKind): string {
  return kindWords[kind]();
}

/** The icon, the tone and the word of how a run stands. */
export function runWord(status: RunStatus): { readonly icon: IconName; readonly tone: string; readonly word: string } {
  switch (status) {
    case 'running':
      return { icon: 'spin', tone: 'note', word: t('running') };
    case 'fixed':
      return { icon: 'check', tone: 'good', word: t('fixed') };
    case 'added':
      return { icon: 'check', tone: 'good', word: t('added') };
    case 'done':
      return { icon: 'check', tone: 'good', word: t('done') };
    case 'nothing-to-fix':
      return { icon: 'check', tone: 'good', word: t('nothing to fix') };
    case 'not-fixed':
      return { icon: 'slash', tone: 'warn', word: t('not fixed') };
    case 'not-added':
      return { icon: 'slash', tone: 'warn', word: t('not added') };
    case 'paused':
      return { icon: 'pause', tone: 'warn', word: t('paused: budget') };
    case 'interrupted':
      return { icon: 'pause', tone: 'warn', word: t('interrupted') };
    case 'cancelled':
      return { icon: 'cross', tone: '', word: t('cancelled') };
    case 'failed':
      return { icon: 'cross', tone: 'bad', word: t('failed') };
  }
}

/** A length of time as short as it can be read: `340 ms`, `4.2 s`, `3 min 5 s`, `2 h 10 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return t('{0} ms', Math.round(ms));
  if (ms < 10_000) return t('{0} s', (ms / 1_000).toFixed(1));
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return t('{0} s', seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t('{0} min {1} s', minutes, seconds % 60);
  return t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

/** USD with as many digits as it takes. */
export function money(usd: number): string {
  if (usd === 0) return '$0.00';
  return usd < 0.01 ? `$${usd.toFixed(4)}` : `$${usd.toFixed(2)}`;
}

/** `3/5`, or `3` while it is not known of how many; empty for a node that is one. */
export function countText({ count }: Pick<NodeStateView, 'count'>): string {
  if (!count) return '';
  return count.total === undefined ? String(count.done) : `${count.done}/${count.total}`;
}

/** What stands in the second line of a node. */
export function stateLine(state: NodeStateView, nowMs: number): string {
  const parts = [stateWord(state.status), countText(state), timeText(state, nowMs)];
  return parts.filter((part) => part !== '').join(' · ');
}

function timeText({ status, startedAtMs, endedAtMs }: NodeStateView, nowMs: number): string {
  if (startedAtMs === undefined) return '';
  if (endedAtMs !== undefined) return duration(endedAtMs - startedAtMs);
  return status === 'running' ? duration(Math.max(0, nowMs - startedAtMs)) : '';
}

/** A text that fits: of a longer one the beginning. */
export function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** What stands in a box: its name and the line below. */
export function boxWords(
  node: GraphNodeView,
  state: NodeStateView | undefined,
  nowMs: number,
): { readonly name: string; readonly line: string } {
  const [problem] = node.problems;
  return {
    name: shorten(node.name, node.open === undefined && !node.level ? 20 : 17),
    line: shorten(
      state ? stateLine(state, nowMs) : (problem?.message ?? (node.detail === '' ? kindWord(node.kind) : node.detail)),
      26,
    ),
  };
}

/** A node in one sentence, for those who do not see it; it begins with what the others read in the box. */
export function spokenNode(node: GraphNodeView, state: NodeStateView | undefined, nowMs: number): string {
  const { name, line } = boxWords(node, state, nowMs);
  const parts = [
    `${name} ${line}`.trim(),
    name === node.name ? '' : node.name,
    node.detail === '' ? kindWord(node.kind) : `${kindWord(node.kind)} ${node.detail}`,
    state && state.attempts > 1 ? t('{0} attempts', state.attempts) : '',
    state?.budgetShare === undefined ? '' : t('{0} % of the budget', Math.round(100 * state.budgetShare)),
    node.conditional && !state ? t('runs on a condition') : '',
    ...node.problems.map(({ message }) => message),
  ];
  return parts.filter((part) => part !== '').join(', ');
}
