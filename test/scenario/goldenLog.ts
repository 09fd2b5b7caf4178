import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Graph, NodeDefinition, WorkflowDefinition } from '../../src/core/workflow/definition.ts';

/** An event as `show --json` prints it. */
export interface LoggedEvent {
  readonly type: string;
  readonly node?: string;
  readonly [key: string]: unknown;
}

const folder = path.resolve(import.meta.dirname, '../golden');

/** What is another at every run, or on every machine, and what only a reworded prompt changes. */
const volatile: ReadonlySet<string> = new Set([
  ...['seq', 'atMs', 'v', 'ms', 'seed', 'traceId', 'workspace', 'owner', 'sandbox', 'baseTree'],
  ...['call', 'usage', 'usd', 'spent', 'reservedTokens', 'reservedUsd'],
]);

/**
 * A run's log as text that is the same whenever the same happens: first the events of the run itself, then node by node, in the
 * order of the workflow, because nodes that go on side by side end in any order. Times, ids and costs are left out; an address
 * of a text becomes a number, the same for the same text.
 */
export function stableLog(events: readonly LoggedEvent[], definition: WorkflowDefinition): string {
  const single = events.flatMap((event) =>
    event.type === 'engine.recorded' ? (event.events as readonly LoggedEvent[]) : [event],
  );
  const linesIn = (node: string | undefined) => single.filter((event) => event.node === node).map(lineOf);
  const paths = [...new Set(single.flatMap(({ node }) => (node === undefined ? [] : [node])))];
  const ranked = paths.map((node) => ({ node, rank: rankOf(node, definition.graph) }));
  ranked.sort((a, b) => compareRanks(a.rank, b.rank));
  const sections = [['run', ...linesIn(undefined)], ...ranked.map(({ node }) => [node, ...linesIn(node)])];
  return numbered(
    `${sections.map(([head, ...lines]) => [head, ...lines.map((line) => `  ${line}`)].join('\n')).join('\n\n')}\n`,
  );
}

/**
 * Holds a text against `test/golden/NAME.txt`. With LOOPWRIGHT_GOLDEN=write (`npm run golden`) the file is written instead; a
 * file that is missing fails.
 */
export function assertGolden(name: string, text: string): void {
  const file = path.join(folder, `${name}.txt`);
  if (process.env.LOOPWRIGHT_GOLDEN === 'write') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  }
  assert.ok(
    existsSync(file),
    `test/golden/${name}.txt is missing: npm run golden writes it; read it before you commit it`,
  );
  assert.equal(text, readFileSync(file, 'utf8'), `what happens is not what test/golden/${name}.txt says`);
}

function lineOf({ type, node: _node, ...facts }: LoggedEvent): string {
  const shown = Object.entries(facts).flatMap(([key, value]) =>
    volatile.has(key) || value === undefined ? [] : [`${key}=${JSON.stringify(value, steady)}`],
  );
  return [type, ...shown].join(' ');
}

function steady(key: string, value: unknown): unknown {
  return volatile.has(key) ? undefined : value;
}

function numbered(text: string): string {
  const known = new Map<string, number>();
  return text.replace(/\b[0-9a-f]{64}\b/g, (hash) => {
    const number = known.get(hash) ?? known.size + 1;
    known.set(hash, number);
    return `#${number}`;
  });
}

/** Places in the workflow, from its own graph inwards: where each node stands among its neighbours, and which turn it is. */
function rankOf(node: string, graph: Graph): readonly number[] {
  let inside: Graph | undefined = graph;
  return node.split('/').flatMap((step) => {
    const [, id = step, attempt = '1', turn = '0', branch = ''] =
      /^([^#[.]+)(?:#(\d+))?(?:\[(\d+)\]|\.(.+))?$/.exec(step) ?? [];
    const at: number = inside?.nodes.findIndex((one) => one.id === id) ?? -1;
    const found: NodeDefinition | undefined = inside?.nodes[at];
    const branches = found?.kind === 'race' ? Object.keys(found.branches) : [];
    inside = bodyOf(found, branch);
    return [at, Number(attempt), Number(turn) + branches.indexOf(branch) + 1];
  });
}

function bodyOf(node: NodeDefinition | undefined, branch: string): Graph | undefined {
  if (node?.kind === 'race') return node.branches[branch];
  return node?.kind === 'forEach' || node?.kind === 'loop' ? node.body : undefined;
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
