import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { childOf, descendants, namedChildren } from '../syntaxWalk.ts';

/** Lists of lists: a copy that shares its rows, and the number of rows where that of columns was meant. */
export const rowEdits: EditOperator = {
  name: 'row',
  family: 'copy',
  *drafts(site) {
    yield* deeper(site);
    yield* otherLength(site);
  },
};

/** `[...grid]` copies the list and not its rows. */
function* deeper(site: EditSite): Generator<EditDraft> {
  const { node, slot } = site;
  const copied = slot && slot !== 'target' && slot !== 'callee' ? shallowlyCopied(site) : undefined;
  if (!copied || /^[[{]/.test(copied)) return;
  const row = /\brow\b/.test(copied) ? 'line' : 'row';
  const isPython = site.file.tree.language === 'python';
  const copy = isPython ? `[${row}[:] for ${row} in ${copied}]` : `${copied}.map((${row}) => [...${row}])`;
  yield replaceNode(site, node, copy, hasRows(site) ? 0.3 : 0.08);
}

/** Of what the node is a copy. */
function shallowlyCopied({ node, profile, text, file }: EditSite): string | undefined {
  const [only, ...others] = namedChildren(node);
  if (/^(array|list)$/.test(node.type) && only && others.length === 0)
    return /^(spread_element|list_splat)$/.test(only.type) ? text(only).replace(/^(\.\.\.|\*)/, '') : undefined;
  const index = profile.index(node);
  if (index && text(index.indexes[0] ?? node).trim() === ':') return text(index.object);
  const call = profile.call(node);
  if (!call) return undefined;
  const member = profile.member(call.callee);
  const [first] = call.args;
  if (call.args.length === 1 && first && /^(list|Array\.from)$/.test(text(call.callee))) return text(first);
  if (call.args.length > 0 || !member) return undefined;
  const name = text(member.property);
  const copies = file.tree.language === 'python' ? name === 'copy' : name === 'slice';
  return copies && text(member.object) !== 'copy' ? text(member.object) : undefined;
}

/** The function reads `g[a][b]`: of this list, or of any. */
function hasRows(site: EditSite, list?: string): boolean {
  const { owner, profile, text, file } = site;
  for (const at of descendants(owner ?? file.tree.root)) {
    const object = profile.index(at)?.object;
    const inner = object && profile.index(object);
    if (inner && (list === undefined || text(inner.object) === list)) return true;
  }
  return false;
}

const mostIndexes = 2;

/** `len(image)` meant `len(image[0])`, and the other way round. */
function* otherLength(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile, text } = site;
  const measured = slot && slot !== 'target' ? measuredIn(site) : undefined;
  if (!measured) return;
  const index = profile.index(measured);
  const key = index?.indexes[0];
  const list = index ? index.object : measured;
  if (!/^[\w$.]+$/.test(text(list)) || (key && !/^(\d|[\w$]+)$/.test(text(key)))) return;
  const isTable =
    hasRows(site, text(list)) || /grid|matrix|image|board|rows|maze/i.test(text(list)) || walksRows(site, list);
  const prior = isTable ? 0.3 : 0.06;
  const offer = (of: string, share: number): EditDraft => ({
    ...replaceNode(site, node, profile.words.length(of), prior * share),
    family: 'boundary',
  });
  if (index) yield offer(text(list), 1);
  const own = key && text(key);
  const firsts = own === '0' || own === undefined ? indexesOf(site, text(list)) : ['0'];
  if (own === undefined) yield offer(`${text(list)}[0]`, 1);
  for (const first of firsts.filter((each) => each !== own)) yield offer(`${text(list)}[${first}]`, 0.9);
}

/** Whose length the node is. */
function measuredIn({ node, profile, text }: EditSite): SyntaxNode | undefined {
  const call = profile.call(node);
  if (call) return text(call.callee) === 'len' && call.args.length === 1 ? call.args[0] : undefined;
  const member = profile.member(node);
  return member && text(member.property) === 'length' ? member.object : undefined;
}

/** A loop over the list takes rows. */
function walksRows({ owner, text }: EditSite, list: SyntaxNode): boolean {
  for (const at of owner ? descendants(owner) : [])
    if (at.field === 'right' && text(at) === text(list) && at.parent) {
      const each = childOf(at.parent, 'left');
      if (each && /\b(row|line)$/.test(text(each))) return true;
    }
  return false;
}

/** Names by which the function reads the list. */
function indexesOf({ owner, profile, text, node }: EditSite, list: string): readonly string[] {
  const found = new Set<string>();
  for (const at of owner ? descendants(owner) : []) {
    const index = profile.index(at);
    const key = index?.indexes[0];
    if (index && key?.type === 'identifier' && text(index.object) === list) found.add(text(key));
  }
  // The bound of a loop cannot be read by the loop's own name.
  const loop = node.parent?.parent;
  const head = loop && (childOf(loop, 'left') ?? childOf(loop, 'initializer'));
  const own = head ? new Set([...descendants(head)].map(text)) : new Set<string>();
  return [...found].filter((name) => !own.has(name)).slice(0, mostIndexes);
}
