import { addStatement, type EditDraft, type EditOperator, type EditSite, exchange, replaceNode } from '../editSite.ts';
import { isSum } from '../language/languageProfile.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { childOf, descendants, enclosing, namedChildren } from '../syntaxWalk.ts';

/** What comes in pairs, and one of the pair is there: the other coordinate, direction, neighbour, rest, the other loop's range. */
export const parallelEdits: EditOperator = {
  name: 'parallel',
  family: 'arithmetic',
  *drafts(site) {
    if (!site.owner) return;
    yield* otherCoordinate(site);
    yield* otherDirection(site);
    yield* otherNeighbours(site);
    yield* otherRest(site);
    yield* otherRange(site);
    yield* otherHalf(site);
  },
};

/** `Math.abs(a.x - b.x)` meant `Math.abs(a.x - b.x) + Math.abs(a.y - b.y)`. */
function* otherCoordinate(site: EditSite): Generator<EditDraft> {
  const { node, slot, owner } = site;
  if (!owner || !/^(return|value|argument|operand)$/.test(slot ?? '') || node.startRow !== node.endRow) return;
  if (!/^(binary_|call|subscript)/.test(node.type) || (slot === 'operand' && node.parent && isSum(node.parent))) return;
  const text = site.text(node);
  for (const [one, other] of coordinates) {
    const changed = text.replace(one, other);
    // Both sides of a difference: with one only it would be another thing.
    if (changed === text || (text.match(one)?.length ?? 0) < 2 || site.text(owner).includes(changed)) continue;
    yield replaceNode(site, node, `${text} + ${changed}`, 0.34);
  }
}

const coordinates: readonly (readonly [RegExp, string])[] = [
  [/\[0\]/g, '[1]'],
  [/\.x\b/g, '.y'],
  [/\brow/g, 'col'],
];

/** `graph[a].push(b)` and nothing the other way: `graph[b].push(a)`. */
function* otherDirection(site: EditSite): Generator<EditDraft> {
  const { node, owner, profile } = site;
  const [inner] = node.type === 'expression_statement' ? namedChildren(node) : [];
  if (!inner || !owner || !(profile.call(inner) || profile.assignment(inner)) || node.startRow !== node.endRow) return;
  const loop = enclosing(node, profile.loopTypes);
  const bound = [...(loop ? boundBy(site, loop) : []), ...profile.bound(owner).map(site.text)];
  const used = [...new Set([...descendants(inner)].filter(({ type }) => type === 'identifier').map(site.text))];
  const pair = used.filter((name) => bound.includes(name));
  const [a, b] = pair;
  if (a === undefined || b === undefined || pair.length > 3 || !/[[(]/.test(site.text(inner))) return;
  const text = site.text(inner);
  const turned = text.replace(/[A-Za-z_$][\w$]*/g, (word) => (word === a ? b : word === b ? a : word));
  if (!site.text(owner).includes(turned)) yield addStatement(site, turned + profile.words.end, 'after', 0.3);
}

function boundBy(site: EditSite, loop: SyntaxNode): readonly string[] {
  const head = childOf(loop, 'left');
  return head ? [...descendants(head)].filter(({ type }) => type === 'identifier').map(site.text) : [];
}

const mostNeighbours = 3;

/** `min(d[i - 1][j], d[i][j - 1])` meant all three neighbours. */
function* otherNeighbours(site: EditSite): Generator<EditDraft> {
  const call = site.profile.call(site.node);
  if (!call || !/(^|\.)(min|max)$/.test(site.text(call.callee)) || call.args.length < 2) return;
  const places = call.args.map((arg) => /^(\w+)\[([^\]]*)\]\[([^\]]*)\]$/.exec(site.text(arg)));
  const known = new Set(call.args.map(site.text));
  const rows = [...new Set(places.flatMap((place) => place?.[2] ?? []))];
  const columns = [...new Set(places.flatMap((place) => place?.[3] ?? []))];
  const [table] = places.flatMap((place) => place?.[1] ?? []);
  if (table === undefined || rows.length + columns.length < 3) return;
  const other = rows.flatMap((row) => columns.map((column) => `${table}[${row}][${column}]`));
  for (const text of other.filter((each) => !known.has(each)).slice(0, mostNeighbours)) {
    const at = call.list.endIndex - 1;
    const description = `passes \`${text}\` as one more argument`;
    yield { startIndex: at, endIndex: at, replacement: `, ${text}`, prior: 0.34, description };
  }
}

/** What is left of one list is taken over, of the other one it is not: `out + a[i:]` meant `out + a[i:] + b[j:]`. */
function* otherRest(site: EditSite): Generator<EditDraft> {
  const { node, owner, profile } = site;
  if (node.type !== 'return_statement' || !owner) return;
  const body = site.text(owner);
  const [result] = namedChildren(node);
  if (!result || childOf(owner, 'body') !== node.parent) return;
  const isPython = site.file.tree.language === 'python';
  const counted = isPython ? /(\w+) < len\((\w+)\)/g : /(\w+) < (\w+)\.length/g;
  const pairs = new Map([...body.matchAll(counted)].map(([, index = '', list = '']) => [list, index]));
  if (pairs.size < 2) return;
  for (const [list, index] of pairs) {
    const rest = isPython ? `${list}[${index}:]` : `${list}.slice(${index})`;
    if (body.includes(rest)) continue;
    const text = site.text(result);
    if (isPython) yield replaceNode(site, result, `${text} + ${rest}`, 0.34);
    else yield replaceNode(site, result, `${text}.concat(${rest})`, 0.34);
    if (result.type !== 'identifier') continue;
    const all = isPython ? `${text}.extend(${rest})` : `${text}.push(...${rest})`;
    yield addStatement(site, all + profile.words.end, 'before', 0.2);
  }
}

/** Two loops that run over one another's range. */
function* otherRange(site: EditSite): Generator<EditDraft> {
  const { node } = site;
  if (!/^(for_in_clause|for_statement|for_in_statement)$/.test(node.type)) return;
  const own = childOf(node, 'right');
  const inner = [...descendants(node.type === 'for_in_clause' ? (node.parent?.parent ?? node) : node)].find(
    (at) => at !== node && at.type === node.type && childOf(at, 'right') !== undefined,
  );
  const other = inner && childOf(inner, 'right');
  if (!own || !other || site.text(own) === site.text(other)) return;
  const [first, second] = own.startIndex < other.startIndex ? [own, other] : [other, own];
  if (first.endIndex < second.startIndex && !uses(site, second, inner)) yield exchange(site, first, second, 0.2);
}

/** The inner range names what the outer loop brings. */
function uses(site: EditSite, range: SyntaxNode, loop: SyntaxNode | undefined): boolean {
  const outer = loop && enclosing(loop, new Set([loop.type]));
  const names = outer ? boundBy(site, outer) : [];
  return [...descendants(range)].some((at) => at.type === 'identifier' && names.includes(site.text(at)));
}

/** `c = a[i]; a[i] = a[j]` without the way back: both places are exchanged. */
function* otherHalf(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const assigned = profile.assignment(node);
  if (!assigned || /^augmented_/.test(node.type)) return;
  const [from, to] = [profile.index(assigned.right), profile.index(assigned.left)];
  if (!from || !to || site.text(from.object) !== site.text(to.object)) return;
  const [left, right] = [site.text(assigned.left), site.text(assigned.right)];
  if (left === right) return;
  const isPython = site.file.tree.language === 'python';
  const text = isPython ? `${left}, ${right} = ${right}, ${left}` : `[${left}, ${right}] = [${right}, ${left}]`;
  yield replaceNode(site, node, text, 0.24);
}
