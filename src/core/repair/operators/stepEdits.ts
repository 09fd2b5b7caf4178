import { type EditDraft, type EditOperator, type EditSite, shown } from '../editSite.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { descendants, indentOf, namedChildren } from '../syntaxWalk.ts';

/** Steps that belong to others: what goes down where another one goes up, the end of a list that was linked anew. */
export const stepEdits: EditOperator = {
  name: 'step',
  family: 'statement',
  *drafts(site) {
    const { node, profile } = site;
    const block = node.parent;
    if (!block || !site.owner || !profile.statementTypes.has(node.type) || !profile.blockTypes.has(block.type)) return;
    yield* beside(site);
    yield* ended(site, block);
  },
};

const mostBeside = 4;

/** After `month += 12`: `year -= 1`. */
function* beside(site: EditSite): Generator<EditDraft> {
  const { node, profile, file } = site;
  const [inner] = node.type === 'expression_statement' ? namedChildren(node) : [];
  const kept = inner && /^augmented_/.test(inner.type) ? profile.assignment(inner) : undefined;
  if (kept?.left.type !== 'identifier' || !profile.numberTypes.has(kept.right.type)) return;
  const own = site.text(kept.left);
  const others = file.names
    .visibleAt(node)
    .filter(({ name, kind, roles }) => name !== own && kind !== 'module' && roles.has('number'));
  for (const { name } of others.slice(0, mostBeside))
    for (const sign of ['-', '+']) yield added(site, `${name} ${sign}= 1`, 'after', 0.14);
}

/** Nodes that a loop has linked anew: the last one still leads on to where it led before. */
function* ended(site: EditSite, block: SyntaxNode): Generator<EditDraft> {
  const { node, profile } = site;
  const siblings = namedChildren(block);
  const before = siblings[siblings.indexOf(node) - 1];
  if (!before || !profile.loopTypes.has(before.type)) return;
  const set = [...descendants(before)].flatMap((at) => profile.assignment(at)?.left ?? []);
  const moved = new Set(set.filter(({ type }) => type === 'identifier').map(site.text));
  const links = set.flatMap((left) => profile.member(left) ?? []).filter(({ object }) => moved.has(site.text(object)));
  const nothing = site.file.tree.language === 'python' ? 'None' : 'null';
  for (const link of new Set(links.map(({ object, property }) => `${site.text(object)}.${site.text(property)}`)))
    yield added(site, `${link} = ${nothing}`, 'before', 0.3);
}

function added(site: EditSite, step: string, where: 'before' | 'after', prior: number): EditDraft {
  const { node, profile, file } = site;
  const text = step + profile.words.end;
  const indent = indentOf(node, file.source);
  const at = where === 'before' ? node.startIndex : node.endIndex;
  return {
    startIndex: at,
    endIndex: at,
    replacement: where === 'before' ? `${text}\n${indent}` : `\n${indent}${text}`,
    prior,
    description: `adds \`${shown(text)}\``,
  };
}
