import type { NodeAspect, NodeComparison, NodeSide, RunComparison, RunSide } from '../core/run/compareRuns.ts';
import type { JsonDifferences } from '../core/run/jsonDifferences.ts';
import type { Paint } from './cliIo.ts';
import { printable } from './printable.ts';
import { renderCost } from './renderRun.ts';
import { renderDuration, renderTable } from './renderSpans.ts';

/** So many nodes are listed even when all came out alike. */
const maxAlike = 30;

/** Two runs side by side, for people: what differs first, then the nodes. */
export function renderComparison(
  comparison: RunComparison,
  { all, paint }: { readonly all: boolean; readonly paint: Paint },
): readonly string[] {
  const { a, b, inputs, parting, same } = comparison;
  const lines = [...renderTable([sideHead, sideRow('A', a), sideRow('B', b)], paint), '', ...originLines(comparison)];
  if (inputs.places.length > 0) lines.push('The inputs differ:', ...differenceLines(inputs, paint));
  if (parting)
    lines.push(
      paint.strong(`They part at ${printable(parting.node)}: ${sayDiffers(parting)}.`),
      ...details(parting, paint),
    );
  else if (same) lines.push(paint.good('They came out alike.'));
  else lines.push('Every node came out alike.');
  return [...lines, ...nodeLines(comparison.nodes, { all, paint }), ...proposalLines(comparison, paint)];
}

const sideHead = ['run', 'id', 'outcome', 'wall', 'cost', 'calls', 'tokens in', 'tokens out', 'started'];

function sideRow(name: string, side: RunSide): readonly string[] {
  const { runId, outcome, wallMs, usd, calls, tokensIn, tokensOut, startedAtMs } = side;
  const started = new Date(startedAtMs).toISOString().slice(0, 16).replace('T', ' ');
  const numbers = [calls, tokensIn, tokensOut].map(String);
  return [
    name,
    runId,
    outcome ?? 'not ended',
    renderDuration(wallMs),
    renderCost(usd ?? undefined, side.costEstimated),
    ...numbers,
    started,
  ];
}

function originLines({ a, b, sameDefinition }: RunComparison): readonly string[] {
  const lines = [
    sameDefinition
      ? `Both went through the same ${printable(a.workflow)}.`
      : `The workflow ${printable(a.workflow)} was changed between them.`,
  ];
  for (const [name, side] of [
    ['A', a],
    ['B', b],
  ] as const)
    if (side.forkedFrom)
      lines.push(`${name} was forked from ${side.forkedFrom.runId} at ${printable(side.forkedFrom.at)}.`);
  return lines;
}

/** What differs, in words. */
const words: Readonly<Record<NodeAspect, string>> = {
  presence: 'only one has it',
  status: 'it came out differently',
  attempts: 'attempts',
  input: 'another input',
  model: 'another model',
  prompt: 'another prompt',
  request: 'it was asked something else',
  parameters: 'other parameters',
  output: 'another output',
  failure: 'another failure',
};

function sayDiffers({ a, b, differs }: NodeComparison): string {
  if (!a || !b) return `only ${a ? 'A' : 'B'} came to it`;
  return differs.map((aspect) => words[aspect]).join(', ');
}

function details({ a, b, input, output, parameters, differs }: NodeComparison, paint: Paint): readonly string[] {
  const lines: string[] = [];
  const both = (what: string, left: string, right: string) => lines.push(`  ${what}: ${left} → ${right}`);
  const has = (aspect: NodeAspect) => differs.includes(aspect);
  if (a && b && has('status')) both('status', a.status, b.status);
  if (a && b && has('failure')) both('failure', a.failure?.code ?? 'none', b.failure?.code ?? 'none');
  if (a && b && has('model')) both('model', listed(a.models), listed(b.models));
  if (a && b && has('prompt')) both('prompt', listed(a.prompts), listed(b.prompts));
  if (has('parameters')) lines.push('  parameters', ...differenceLines(parameters, paint));
  if (has('input')) lines.push('  input', ...differenceLines(input, paint));
  if (has('output')) lines.push('  output', ...differenceLines(output, paint));
  return lines;
}

const listed = (names: readonly string[]) => printable(names.join(', ') || 'none');

function differenceLines({ places, more }: JsonDifferences, paint: Paint): readonly string[] {
  const side = (text: string | undefined) => (text === undefined ? 'nothing' : printable(text));
  const lines = places.map(({ at, a, b }) => {
    const where = at === '' ? '' : `${printable(at)}: `;
    return `    ${where}${paint.removed(side(a))} → ${paint.added(side(b))}`;
  });
  return more > 0 ? [...lines, paint.dim(`    and ${more} more places`)] : lines;
}

function nodeLines(
  nodes: readonly NodeComparison[],
  { all, paint }: { readonly all: boolean; readonly paint: Paint },
): readonly string[] {
  const shown = all || nodes.length <= maxAlike ? nodes : nodes.filter(({ differs }) => differs.length > 0);
  const hidden = nodes.length - shown.length;
  const rows = shown.map(({ node, a, b, differs }) => [
    `${sign(a, b, differs)} ${printable(node)}`,
    ...cells(a),
    ...cells(b),
    a && b ? differs.join(', ') : '',
  ]);
  const table =
    rows.length === 0
      ? []
      : renderTable([['  node', 'A', 'time', 'cost', 'B', 'time', 'cost', 'differs'], ...rows], paint);
  const rest = hidden > 0 ? [paint.dim(`${hidden} more nodes came out alike: --all lists them`)] : [];
  return ['', ...table, ...rest];
}

function sign(a: NodeSide | undefined, b: NodeSide | undefined, differs: readonly NodeAspect[]): string {
  if (!a || !b) return a ? '-' : '+';
  return differs.length === 0 ? '=' : '≠';
}

function cells(side: NodeSide | undefined): readonly string[] {
  if (!side) return ['', '', ''];
  const { status, attempts, ms, usd, calls, cached, takenOver } = side;
  const how = takenOver ? ' (taken over)' : cached ? ' (cached)' : attempts > 1 ? ` (${attempts} attempts)` : '';
  return [`${status}${how}`, ms === undefined ? '' : renderDuration(ms), calls > 0 ? renderCost(usd ?? undefined) : ''];
}

function proposalLines({ proposal }: RunComparison, paint: Paint): readonly string[] {
  const { onlyA, onlyB, alike, different } = proposal;
  const lines = [
    ...onlyA.map((path) => paint.removed(`- ${printable(path)}`)),
    ...onlyB.map((path) => paint.added(`+ ${printable(path)}`)),
    ...different.map((path) => paint.warn(`≠ ${printable(path)}`)),
    ...alike.map((path) => paint.dim(`= ${printable(path)}`)),
  ];
  return lines.length === 0 ? [] : ['', 'proposed files', ...lines];
}
