import { type EditDraft, type EditOperator, type EditSite, type ParsedFile, replaceNode } from '../editSite.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { descendants, enclosing, textOf } from '../syntaxWalk.ts';

/** What the file does with one value, done with another: `String(hours).padStart(2, '0')`, and so the minutes. */
export const shapeEdits: EditOperator = {
  name: 'shape',
  family: 'wrap',
  *drafts(site) {
    const { node, slot, profile } = site;
    if (!slot || !/^(argument|value|return|element|operand|index|iterable)$/.test(slot)) return;
    const isRead = node.type === 'identifier' || profile.member(node) || profile.index(node);
    if ((!isRead && !profile.call(node)) || node.endIndex - node.startIndex > 40 || !site.owner) return;
    yield* likeOthers(site);
  },
};

/** A call with a hole: `$` stands for the value that goes through it. */
interface Shape {
  readonly text: string;
  readonly owner: SyntaxNode | undefined;
  readonly count: number;
}

const mostShapes = 5;

function* likeOthers(site: EditSite): Generator<EditDraft> {
  const { node, file, owner } = site;
  const text = site.text(node);
  const around = node.parent?.parent ? site.text(node.parent.parent) : '';
  const shapes = shapesOf(file);
  const near = shapes.filter((shape) => shape.owner === owner);
  let offered = 0;
  for (const shape of [...near, ...shapes.filter((each) => each.owner !== owner)]) {
    const replacement = shape.text.replace('$', () => text);
    const [head = '', tail = ''] = shape.text.split('$');
    const isDone = around.includes(replacement) || (text.startsWith(head) && text.endsWith(tail));
    if (isDone || offered >= mostShapes) continue;
    offered++;
    const prior = (shape.owner === owner ? 0.1 : 0.07) * (shape.count > 1 ? 1.3 : 1);
    yield replaceNode(site, node, replacement, site.slot === 'operand' ? prior * 0.7 : prior);
  }
}

const kept = new WeakMap<ParsedFile, readonly Shape[]>();
const longestShape = 44;

function shapesOf(file: ParsedFile): readonly Shape[] {
  const known = kept.get(file);
  if (known) return known;
  const found = new Map<string, Shape>();
  for (const node of descendants(file.tree.root)) {
    const text = file.profile.call(node) && shapeOf(node, file);
    if (!text) continue;
    const owner = enclosing(node, file.profile.functionTypes);
    const key = `${owner?.startIndex ?? -1}:${text}`;
    found.set(key, { text, owner, count: (found.get(key)?.count ?? 0) + 1 });
  }
  const all = [...found.values()];
  kept.set(file, all);
  return all;
}

/** The call with its one local value taken out; undefined where there are more of them, or none. */
function shapeOf(node: SyntaxNode, file: ParsedFile): string | undefined {
  if (node.startRow !== node.endRow || node.endIndex - node.startIndex > longestShape) return undefined;
  if (node.parent?.type === 'expression_statement' || node.field === 'object' || node.type === 'new_expression')
    return undefined;
  const holes: SyntaxNode[] = [];
  for (const at of descendants(node)) {
    if (
      /^(lambda|arrow_function|function_expression|template_string|list_comprehension|generator_expression)$/.test(
        at.type,
      )
    )
      return undefined;
    if (at.type !== 'identifier' || at.field === 'attribute' || at.field === 'name' || isKnownToAll(at, file)) continue;
    holes.push(wholeOf(at, file));
  }
  const [hole] = holes;
  if (!hole || holes.length > 1 || hole === node) return undefined;
  const { source } = file;
  return `${source.slice(node.startIndex, hole.startIndex)}$${source.slice(hole.endIndex, node.endIndex)}`.includes(
    '$$',
  )
    ? undefined
    : `${source.slice(node.startIndex, hole.startIndex)}$${source.slice(hole.endIndex, node.endIndex)}`;
}

/** The element or the field that is read by the name. */
function wholeOf(node: SyntaxNode, file: ParsedFile): SyntaxNode {
  let at = node;
  while (at.parent && at.field !== 'function') {
    const isObject = (file.profile.member(at.parent) ?? file.profile.index(at.parent))?.object === at;
    if (!isObject || at.parent.field === 'function') return at;
    at = at.parent;
  }
  return at;
}

/** A name of the language or of the whole file, and no value of the function. */
function isKnownToAll(at: SyntaxNode, { names, source }: ParsedFile): boolean {
  const bound = names.visibleAt(at).find(({ name }) => name === textOf(at, source));
  return bound === undefined || bound.kind === 'module';
}
