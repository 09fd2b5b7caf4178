import type { NodeView, WorkflowRunView } from '../protocol/engine.ts';
import type { Paint } from './cliIo.ts';
import { printable } from './printable.ts';

/** The nodes of a run, a line each: how it stands, its path, its time, what went wrong. */
export function renderNodes({ nodes, waiting }: WorkflowRunView, paint: Paint): readonly string[] {
  if (nodes.length === 0) return [];
  const width = Math.min(48, Math.max(...nodes.map(({ node }) => node.length)));
  const lines = nodes.map((node) => {
    const { mark, word } = stateOf(node, paint);
    const tries = node.attempt > 1 ? `, attempt ${node.attempt}` : '';
    const said = node.failure ? `  ${printable(node.failure.message.split('\n')[0] ?? '').slice(0, 100)}` : '';
    return `  ${mark} ${printable(node.node).padEnd(width)}  ${paint.dim(`${word}${tries}${timeOf(node)}`)}${said}`;
  });
  const asked = waiting.map(
    ({ node, message }) => `  ${paint.warn('?')} ${printable(node)} asks: ${printable(message)}`,
  );
  return [paint.strong('Nodes'), ...lines, ...asked];
}

function stateOf({ status }: NodeView, paint: Paint): { readonly mark: string; readonly word: string } {
  switch (status) {
    case 'succeeded':
      return { mark: paint.good('✓'), word: status };
    case 'failed':
      return { mark: paint.bad('✗'), word: status };
    case 'skipped':
    case 'cancelled':
      return { mark: paint.dim('–'), word: status };
    default:
      return { mark: paint.warn('…'), word: status };
  }
}

function timeOf({ startedAtMs, endedAtMs }: NodeView): string {
  if (startedAtMs === undefined || endedAtMs === undefined) return '';
  const ms = endedAtMs - startedAtMs;
  return ms < 1_000 ? `, ${ms} ms` : `, ${(ms / 1_000).toFixed(1)} s`;
}
