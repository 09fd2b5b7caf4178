import { attribute } from './attributeNames.ts';
import type { Span } from './span.ts';

/** What a span is to a person, in the order of their numbers in `SpanColumns`. */
export const spanKinds = [
  'workflow',
  'agent',
  'model',
  'tool',
  'tests',
  'command',
  'repair',
  'copy',
  'group',
  'wait',
  'person',
  'other',
] as const;
export type SpanKindName = (typeof spanKinds)[number];

/** How a span stands, in the order of their numbers in `SpanColumns`. */
export const spanStates = ['running', 'ok', 'error', 'cancelled', 'skipped', 'interrupted'] as const;
export type SpanStateName = (typeof spanStates)[number];

const operations: Readonly<Record<string, SpanKindName>> = {
  invoke_workflow: 'workflow',
  invoke_agent: 'agent',
  chat: 'model',
  execute_tool: 'tool',
};
const nodeKinds: Readonly<Record<string, SpanKindName>> = {
  run: 'command',
  approve: 'person',
  forEach: 'group',
  loop: 'group',
  race: 'group',
};
const names: Readonly<Record<string, SpanKindName>> = {
  'repair search': 'repair',
  'open copy': 'copy',
  review: 'person',
  apply: 'person',
  undo: 'person',
};

const own = <T>(table: Readonly<Record<string, T>>, key: unknown): T | undefined =>
  typeof key === 'string' && Object.hasOwn(table, key) ? table[key] : undefined;

/** What a span is. */
export function kindOf({ name, attributes }: Pick<Span, 'name' | 'attributes'>): SpanKindName {
  const node = own(nodeKinds, attributes[attribute.nodeKind]);
  if (node) return node;
  if (attributes[attribute.wait] !== undefined) return attributes[attribute.wait] === 'person' ? 'person' : 'wait';
  const operation = own(operations, attributes[attribute.operation]);
  if (operation) return operation;
  return name.startsWith('tests ') ? 'tests' : (own(names, name) ?? 'other');
}

/** How a span stands. */
export function stateOf({ endMs, status, attributes }: Pick<Span, 'endMs' | 'status' | 'attributes'>): SpanStateName {
  const outcome = attributes[attribute.outcome];
  if (endMs === undefined) return 'running';
  if (outcome === 'cancelled' || attributes[attribute.errorType] === 'cancelled') return 'cancelled';
  if (outcome === 'skipped') return 'skipped';
  if (outcome === 'interrupted' || outcome === 'paused') return 'interrupted';
  return status === 'error' ? 'error' : 'ok';
}

const longest = 160;

/** A span in a few words for a row: `[3] check`, `read_file src/a.ts`, `claude-x`. `around` is the node that it lies in. */
export function labelOf(span: Pick<Span, 'name' | 'attributes'>, around: string | undefined): string {
  return wordsOf(span, around).split('\n', 1)[0]?.slice(0, longest) ?? '';
}

function wordsOf({ name, attributes }: Pick<Span, 'name' | 'attributes'>, around: string | undefined): string {
  const path = attributes[attribute.node];
  if (typeof path === 'string' && attributes[attribute.nodeKind] !== undefined) return nodeWords(path, around);
  const detail = attributes[attribute.detail];
  const short = name.replace(/^(chat|execute_tool|invoke_agent|invoke_workflow) /, '');
  return typeof detail === 'string' && detail !== '' ? `${short}  ${detail}` : short;
}

/** The path of a node inside of the one around it, its item or round in front: `[3]/check` is `[3] check`. */
function nodeWords(path: string, around: string | undefined): string {
  const inside = around !== undefined && path.startsWith(around) ? path.slice(around.length) : path;
  return inside.replace(/^\//, '').replace(/^([#[.][^/]*)\//, '$1 ');
}
