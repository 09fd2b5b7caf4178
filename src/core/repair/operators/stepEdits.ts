import { addStatement, type EditDraft, type EditOperator, type EditSite } from '../editSite.ts';
import type { ScopeName } from '../scopeNames.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { descendants, namedChildren } from '../syntaxWalk.ts';

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
  const isNumber = ({ roles }: ScopeName) => roles.has('number') || roles.size === 0;
  const others = file.names
    .visibleAt(node)
    .filter((other) => other.name !== own && other.kind !== 'module' && isNumber(other));
  for (const { name } of others.slice(0, mostBeside))
    for (const sign of ['-', '+']) yield addStatement(site, `${name} ${sign}= 1${profile.words.end}`, 'after', 0.14);
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
    yield addStatement(site, `${link} = ${nothing}${profile.words.end}`, 'before', 0.3);
}
