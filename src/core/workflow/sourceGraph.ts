import { nearestName } from '../manifest/nearest.ts';
import { insertLineAbove, type Reporter, replaceWith } from '../manifest/reporter.ts';
import { checkShape, show } from '../manifest/schemaProblems.ts';
import type { Path } from '../manifest/yamlSource.ts';
import { looseNodeSchemas, type NodeKindKey, nodeKindKeys } from './nodeSchema.ts';
import { idPattern } from './sourceFields.ts';
import { branchSchema } from './sourceSchema.ts';

/** A node as it is written, with the bodies inside it; also of a broken file, as far as it can be made out. */
export interface SourceNode {
  readonly id: string;
  readonly path: Path;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly kind: NodeKindKey | undefined;
  readonly needs: readonly { readonly id: string; readonly path: Path }[];
  /** The body under the empty name, or the branches of a race by theirs. */
  readonly bodies: ReadonlyMap<string, SourceGraph>;
}

/** Nodes that belong together. */
export interface SourceGraph {
  /** Of the map that holds `nodes` and `outputs`. */
  readonly path: Path;
  readonly nodes: readonly SourceNode[];
  readonly outputs: unknown;
}

/** Reads the nodes of a graph and checks the form of each. */
export function readGraph(holder: Readonly<Record<string, unknown>>, path: Path, reporter: Reporter): SourceGraph {
  const nodesPath = [...path, 'nodes'];
  const nodes: SourceNode[] = [];
  for (const { id, raw, path: at } of entriesOf(holder.nodes, nodesPath, reporter)) {
    const first = nodes.find((node) => node.id === id);
    if (first) {
      const { line } = reporter.source.keyRangeOf(first.path);
      const message = `The id "${id}" is used a second time; the first is in line ${line}.`;
      reporter.add({ code: 'graph.duplicateId', at: reporter.source.rangeOf([...at, 'id']), message });
    } else nodes.push(readNode(id, raw, { path: at, reporter }));
  }
  return { path, nodes, outputs: holder.outputs };
}

interface Entry {
  readonly id: string;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly path: Path;
}

/** The nodes of a map or of a list, whichever it is. */
function entriesOf(value: unknown, path: Path, reporter: Reporter): Entry[] {
  const { source } = reporter;
  const refuse = (code: string, at: Path, message: string) => {
    const place = source.keyRangeOf(at);
    const narrow = at.length > 0 ? place : { ...place, endLine: place.line, endColumn: place.column + 1 };
    reporter.add({ code, at: narrow, message });
  };
  const form = 'a map from id to node, or a list of nodes with ids';
  if (value === undefined) refuse('schema.missing', path.slice(0, -1), `The key "nodes" is missing, expected ${form}.`);
  else if (typeof value !== 'object' || value === null)
    refuse('schema.value', path, `nodes: found ${show(value)}, expected ${form}.`);
  else if (Object.keys(value).length === 0)
    refuse('schema.value', path, 'nodes: found none, expected at least one node.');
  if (Array.isArray(value)) {
    return value.flatMap((raw: unknown, index) => {
      const at = [...path, index];
      if (!isRecord(raw)) refuse('schema.value', at, `nodes[${index}]: found ${show(raw)}, expected a node.`);
      else if (typeof raw.id !== 'string')
        refuse('schema.missing', at, `nodes[${index}]: "id" is missing; in a list every node has an id.`);
      else return [{ id: raw.id, raw, path: at }];
      return [];
    });
  }
  return Object.entries(isRecord(value) ? value : {}).flatMap(([id, raw]) => {
    const at = [...path, id];
    if (!idPattern.test(id))
      refuse(
        'schema.name',
        at,
        `Found the node id ${show(id)}, expected letters, digits, - and _ that begin with a letter.`,
      );
    if (!isRecord(raw)) {
      refuse(
        'schema.value',
        at,
        `Node "${id}": found ${show(raw)}, expected a map with one of ${nodeKindKeys.join(', ')}.`,
      );
      return [];
    }
    if (raw.id !== undefined && raw.id !== id)
      refuse(
        'graph.idMismatch',
        [...at, 'id'],
        `Node "${id}": its id says ${show(raw.id)}; in a map the key is the id.`,
      );
    return [{ id, raw, path: at }];
  });
}

interface NodeContext {
  readonly path: Path;
  readonly reporter: Reporter;
}

function readNode(id: string, raw: SourceNode['raw'], { path, reporter }: NodeContext): SourceNode {
  const kind = kindOf(id, raw, { path, reporter });
  if (kind) {
    if (kind === 'loop') checkBound(id, raw, { path, reporter });
    const value =
      kind === 'loop' && isRecord(raw.loop) && raw.loop.max === undefined
        ? { ...raw, loop: { ...raw.loop, max: 1 } }
        : raw;
    checkShape(looseNodeSchemas[kind], { value, path, label: `node "${id}"` }, reporter);
  }
  return {
    id,
    path,
    raw,
    kind,
    needs: needsOf(raw.needs, [...path, 'needs']),
    bodies: bodiesOf(kind, raw, { path, reporter }),
  };
}

/** Which of the keys says what the node does: exactly one must be there. */
function kindOf(id: string, raw: SourceNode['raw'], { path, reporter }: NodeContext): NodeKindKey | undefined {
  const { source } = reporter;
  const found = nodeKindKeys.filter((key) => raw[key] !== undefined);
  const [first, second] = found;
  if (first && second) {
    const message = `Node "${id}" is both ${first} and ${second}; a node does one thing.`;
    reporter.add({ code: 'graph.twoKinds', at: source.keyRangeOf([...path, second]), message });
    return undefined;
  }
  if (first) return first;
  const message = `Node "${id}" does not say what it does; expected one of ${nodeKindKeys.join(', ')}.`;
  for (const key of Object.keys(raw)) {
    const near = nearestName(key, nodeKindKeys);
    if (near === undefined || key === 'model' || key === 'tools') continue;
    const at = source.keyRangeOf([...path, key]);
    reporter.add({
      code: 'graph.noKind',
      at,
      message,
      suggestion: `Did you mean "${near}" for "${key}"?`,
      fix: replaceWith(at, near),
    });
    return undefined;
  }
  reporter.add({ code: 'graph.noKind', at: source.keyRangeOf(path), message });
  return undefined;
}

/** A loop without `max` could go on for ever; it gets a message of its own. */
function checkBound(id: string, raw: SourceNode['raw'], { path, reporter }: NodeContext): void {
  if (!isRecord(raw.loop) || raw.loop.max !== undefined) return;
  const [key = 'until'] = Object.keys(raw.loop);
  const place = [...path, 'loop', key];
  const at = reporter.source.keyRangeOf(place);
  const onOwnLine = reporter.source.keyRangeOf([...path, 'loop']).line < at.line;
  const message = `Loop "${id}" has no bound: expected "max", the most rounds.`;
  const fix = onOwnLine ? { fix: insertLineAbove(at, reporter.source.indentOf(place), 'max: 5') } : {};
  reporter.add({
    code: 'graph.unboundedLoop',
    at: reporter.source.keyRangeOf([...path, 'loop']),
    message,
    suggestion: 'Add "max: 5".',
    ...fix,
  });
}

function needsOf(value: unknown, path: Path): SourceNode['needs'] {
  if (typeof value === 'string') return [{ id: value, path }];
  if (!Array.isArray(value)) return [];
  return value.flatMap((id: unknown, index) => (typeof id === 'string' ? [{ id, path: [...path, index] }] : []));
}

function bodiesOf(
  kind: NodeKindKey | undefined,
  raw: SourceNode['raw'],
  { path, reporter }: NodeContext,
): Map<string, SourceGraph> {
  if (kind === 'forEach' || kind === 'loop') return new Map([['', readGraph(raw, path, reporter)]]);
  if (kind !== 'race' || !isRecord(raw.race)) return new Map();
  const names = Object.keys(raw.race);
  if (names.length < 2) {
    const message = `Found ${names.length === 1 ? 'one branch' : 'no branch'}, expected at least two to race.`;
    reporter.add({ code: 'graph.race', at: reporter.source.keyRangeOf([...path, 'race']), message });
  }
  return new Map(
    Object.entries(raw.race).map(([name, branch]) => [
      name,
      branchOf(name, branch, { path: [...path, 'race', name], reporter }),
    ]),
  );
}

/** A branch is a graph, or one node that takes the branch's name. */
function branchOf(name: string, branch: unknown, { path, reporter }: NodeContext): SourceGraph {
  if (isRecord(branch) && branch.nodes !== undefined && !nodeKindKeys.some((key) => branch[key] !== undefined)) {
    checkShape(branchSchema, { value: branch, path, label: `branch "${name}"` }, reporter);
    return readGraph(branch, path, reporter);
  }
  if (isRecord(branch)) return { path, nodes: [readNode(name, branch, { path, reporter })], outputs: undefined };
  const message = `Branch "${name}": found ${show(branch)}, expected a node or {nodes, outputs}.`;
  reporter.add({ code: 'schema.value', at: reporter.source.rangeOf(path), message });
  return { path, nodes: [], outputs: undefined };
}

/** Whether a value is a map. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
