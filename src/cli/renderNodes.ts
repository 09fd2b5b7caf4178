import type { NodeView, WorkflowRunView } from '../protocol/engine.ts';
import type { Paint } from './cliIo.ts';
import { printable } from './printable.ts';

/** The nodes of a run, a line each: how it stands, its path, its time, what went wrong. */
export function renderNodes({ nodes, waiting, questions }: WorkflowRunView, paint: Paint): readonly string[] {
  if (nodes.length === 0) return [];
  const width = Math.min(48, Math.max(...nodes.map(({ node }) => node.length)));
  const lines = nodes.flatMap((node) => {
    const { mark, word } = stateOf(node, paint);
    const tries = node.attempt > 1 ? `, attempt ${node.attempt}` : '';
    const said = node.failure ? `  ${printable(node.failure.message.split('\n')[0] ?? '').slice(0, 100)}` : '';
    const line = `  ${mark} ${printable(node.node).padEnd(width)}  ${paint.dim(`${word}${tries}${timeOf(node)}`)}${said}`;
    return [line, ...takenOver(node, paint)];
  });
  const asked = [...waiting, ...questions.map(({ node, question }) => ({ node, message: question }))].map(
    ({ node, message }) => `  ${paint.warn('?')} ${printable(node)} asks: ${printable(message)}`,
  );
  return [paint.strong('Nodes'), ...lines, ...asked];
}

/** Which models failed in a node, and which took over from each. */
function takenOver({ models }: NodeView, paint: Paint): readonly string[] {
  return models.flatMap(({ model, failure }, at) => {
    if (!failure) return [];
    const next = models[at + 1]?.model;
    const then = next === undefined ? 'none was left' : `then ${next}`;
    return [`      ${paint.warn(printable(`${model} failed (${failure.code}), ${then}`))}`];
  });
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
