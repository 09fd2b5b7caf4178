import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { descendants } from '../syntaxWalk.ts';

/** True and present are not the same: 0, `''` and false are there. And a number is not an answer. */
export const presenceEdits: EditOperator = {
  name: 'presence',
  family: 'logic',
  *drafts(site) {
    if (isTested(site)) yield* present(site);
    yield* absent(site);
    yield* defaulted(site);
    yield* answered(site);
    yield* objectTest(site);
  },
};

/** The node stands where only its truth counts. */
function isTested(site: EditSite): boolean {
  const { node, slot } = site;
  const operator = node.parent && binaryParts(node.parent);
  if (operator && /^(&&|\|\||and|or)$/.test(operator.operator.type))
    return operator.left === node || isTestedNode(node.parent, site);
  return slot === 'condition' || (node.parent !== undefined && site.profile.negated(node.parent) !== undefined);
}

function isTestedNode(node: SyntaxNode | undefined, site: EditSite): boolean {
  const above = node?.parent;
  if (!node || !above) return false;
  return site.profile.condition(above) === node || (binaryParts(above) !== undefined && isTestedNode(above, site));
}

function* present(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const { words, idioms } = profile;
  if (binaryParts(node) || profile.negated(node)) return;
  const text = site.text(node);
  const index = profile.index(node);
  const key = index?.indexes[0];
  if (index && key)
    for (const test of idioms.has(site.text(key), site.text(index.object))) yield replaceNode(site, node, test, 0.26);
  if (node.type !== 'identifier' && !index && !profile.member(node) && !profile.call(node)) return;
  const isFlag = node.type === 'identifier' && /^(is|has|can|should)[A-Z_]/.test(text);
  const prior = isFlag || answersYesOrNo(site) ? 0.06 : 0.24;
  yield replaceNode(site, node, words.isSomething(text), prior);
  if (words.isDefined) yield replaceNode(site, node, words.isDefined(text), prior);
  if (words.isDefined)
    yield replaceNode(
      site,
      node,
      words.not(`(${words.isNothing(text)})`).replace(/^!\((.*) == null\)$/, '$1 != null'),
      prior * 0.9,
    );
  const roles = site.file.names.rolesOf(node);
  if (roles.has('number')) yield replaceNode(site, node, `${text} > 0`, 0.12);
}

/** The call is of a function of the file that gives true or false: it never gives nothing. */
function answersYesOrNo({ node, profile, file, text }: EditSite): boolean {
  const callee = profile.call(node)?.callee;
  const { yes, no } = profile.words;
  for (const at of callee ? descendants(file.tree.root) : []) {
    const name = profile.functionTypes.has(at.type) ? profile.definedName(at) : undefined;
    if (!callee || !name || text(name) !== text(callee)) continue;
    return [...descendants(at)].some(
      (each) => each.type === 'return_statement' && [yes, no].includes(text(each).replace(/^return |;$/g, '')),
    );
  }
  return false;
}

/** `not x` meant `x is None`. */
function* absent(site: EditSite): Generator<EditDraft> {
  const operand = site.profile.negated(site.node);
  if (!operand || binaryParts(operand)) return;
  const text = site.text(operand);
  const { words, idioms } = site.profile;
  yield replaceNode(site, site.node, words.isNothing(text), 0.24);
  const index = site.profile.index(operand);
  const key = index?.indexes[0];
  if (index && key)
    for (const test of idioms.has(site.text(key), site.text(index.object)))
      yield replaceNode(site, site.node, words.not(test.includes('(') ? test : `(${test})`), 0.2);
}

/** `d.get(k) or x` meant `d.get(k, x)`; `x or y` meant `y if x is None else x`. */
function* defaulted(site: EditSite): Generator<EditDraft> {
  const parts = binaryParts(site.node);
  if (!parts || !/^(or|\|\|)$/.test(parts.operator.type) || !site.slot || site.slot === 'condition') return;
  const { words } = site.profile;
  const [left, right] = [site.text(parts.left), site.text(parts.right)];
  const call = site.profile.call(parts.left);
  const member = call && site.profile.member(call.callee);
  if (call && member && site.text(member.property) === 'get' && call.args.length === 1 && parts.operator.type === 'or')
    yield replaceNode(
      site,
      site.node,
      `${site.text(call.callee)}(${site.text(call.args[0] ?? call.list)}, ${right})`,
      0.4,
    );
  if (parts.operator.type === 'or' && !call)
    yield replaceNode(site, site.node, words.ternary(words.isSomething(left), left, right), 0.28);
}

/** A count or a comparison's side where true or false is wanted: `len(x)` meant `len(x) == 0`. */
function* answered(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  if (slot !== 'return') return;
  const text = site.text(node);
  const isCount = /(length|size)$|^len\(/.test(text);
  const parts = binaryParts(node);
  const isRemainder = parts?.operator.type === '%';
  if (!isCount && !isRemainder && !(profile.call(node) && !parts)) return;
  const factor = (isCount || isRemainder ? 1 : 0.4) * (site.observed.mayWantTruth ? 1 : 0.1);
  yield replaceNode(site, node, `${text} ${profile.words.equals} 0`, 0.3 * factor);
  yield replaceNode(site, node, `${text} > 0`, 0.26 * factor);
  if (isCount) yield replaceNode(site, node, `${text} ${profile.words.equals} 1`, 0.06);
  if (!isCount && !isRemainder && profile.words.isDefined) yield replaceNode(site, node, `!!${text}`, 0.06);
  if (!isCount) yield replaceNode(site, node, profile.words.isSomething(text), 0.08);
}

/** `typeof x === 'object'` holds for null. */
function* objectTest(site: EditSite): Generator<EditDraft> {
  const tested = /^typeof ([\w$.]+) ={2,3} (['"])object\2$/.exec(site.text(site.node))?.[1];
  if (tested === undefined || site.node.type !== 'binary_expression') return;
  yield replaceNode(site, site.node, `${tested} !== null && ${site.text(site.node)}`, 0.4);
}
