import { type EditDraft, type EditOperator, type EditSite, exchange, replaceNode } from '../editSite.ts';
import { binaryParts, operatorTokens } from '../language/languageProfile.ts';
import { enclosing } from '../syntaxWalk.ts';

const arithmetic = /^([-+*/%&|^]|\*\*|\/\/|<<|>>>?)=?$|^(\+\+|--)$/;

/** Another arithmetic or bit operator, operands in the other order, one operand left out, a sign turned. */
export const arithmeticEdits: EditOperator = {
  name: 'arithmetic',
  family: 'arithmetic',
  *drafts(site) {
    for (const token of operatorTokens(site.node)) {
      if (!arithmetic.test(token.type)) continue;
      const bits = /^[&|^]|<<|>>/.test(token.type);
      for (const [place, option] of (site.profile.alternatives[token.type] ?? []).entries())
        yield replaceNode(site, token, option, Math.max(0.12, (bits ? 0.4 : 0.36) - 0.06 * place));
    }
    yield* binaryDrafts(site);
    yield* augmented(site);
    if (/^unary_(expression|operator)$/.test(site.node.type) && site.node.children[0]?.type === '-') {
      const operand = site.node.children[1];
      if (operand) yield replaceNode(site, site.node, site.text(operand), 0.22);
    } else if (site.slot === 'element' && isKey(site))
      yield { ...replaceNode(site, site.node, `-${site.text(site.node)}`, 0.2), family: 'order' };
    else if (site.slot && ['argument', 'return', 'value'].includes(site.slot) && isTerm(site))
      yield replaceNode(site, site.node, `-${site.text(site.node)}`, isKey(site) ? 0.2 : 0.06);
    else if (site.node.parent && site.profile.branches(site.node.parent)?.includes(site.node) && isTerm(site))
      yield replaceNode(site, site.node, `-${site.text(site.node)}`, 0.14);
  },
};

function* binaryDrafts(site: EditSite): Generator<EditDraft> {
  const parts = binaryParts(site.node);
  if (!parts || !arithmetic.test(parts.operator.type)) return;
  const { left, operator, right } = parts;
  if (/^([-+/%]|\/\/|\*\*|<<|>>)$/.test(operator.type))
    yield { ...exchange(site, left, right, operator.type === '+' ? 0.16 : 0.26), family: 'order' };
  yield { ...replaceNode(site, site.node, site.text(left), 0.2), family: 'arithmetic' };
  yield { ...replaceNode(site, site.node, site.text(right), 0.2), family: 'arithmetic' };
  const [near, far] = [binaryParts(left), binaryParts(right)];
  if (near && far && near.operator.type === far.operator.type) {
    yield { ...exchange(site, near.left, far.left, 0.2), family: 'order' };
    yield { ...exchange(site, near.right, far.right, 0.2), family: 'order' };
  }
  if (operator.type === '/') {
    const halved = site.profile.words.integerDivision(site.text(left), site.text(right));
    yield replaceNode(site, site.node, halved, 0.3);
  }
}

/** `x = y` meant `x += y`, or `x += 1` meant `x = y`. */
function* augmented(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const kept = /^augmented_/.test(node.type) ? profile.assignment(node) : undefined;
  if (kept?.left.type === 'identifier' && profile.numberTypes.has(kept.right.type))
    for (const name of site.visible())
      if (name.kind === 'local' && name.roles.has('number') && name.name !== site.text(kept.left))
        yield replaceNode(site, node, `${site.text(kept.left)} = ${name.name}`, name.uses <= 2 ? 0.2 : 0.12);
  // A number that a loop brings down by steps may have to be divided.
  if (kept && node.children.some(({ type }) => type === '-=') && site.file.tree.language !== 'python') {
    const [target, value] = [site.text(kept.left), site.text(kept.right)];
    if (profile.numberTypes.has(kept.right.type))
      yield replaceNode(site, node, `${target} = ${profile.words.integerDivision(target, value)}`, 0.2);
  }
  if (node.type !== 'assignment' && node.type !== 'assignment_expression') return;
  const sign = node.children.find((child) => child.type === '=');
  if (!sign || profile.functionTypes.has(profile.assignment(node)?.right.type ?? '')) return;
  // What a round of a loop puts in the place of what was there is often meant to be added to it.
  const target = profile.assignment(node)?.left;
  const isPlace = target !== undefined && profile.index(target) !== undefined;
  yield replaceNode(site, sign, '+=', isPlace && enclosing(node, profile.loopTypes) ? 0.26 : 0.16);
  if (site.file.tree.language === 'python' && /^set/.test(profile.assignment(node)?.right.type ?? ''))
    yield replaceNode(site, sign, '|=', 0.34);
  yield replaceNode(site, sign, '-=', 0.06);
  yield replaceNode(site, sign, '*=', 0.05);
}

/** What is sorted by, in a function without a name: turned round, the order is the other way. */
function isKey({ node, owner, profile }: EditSite): boolean {
  const isRead = profile.member(node) ?? profile.index(node) ?? profile.call(node);
  return owner?.type === 'lambda' && (node.type === 'identifier' || isRead !== undefined);
}

function isTerm(site: EditSite): boolean {
  return /^(identifier|call|call_expression|number|integer|float|member_expression|attribute)$/.test(site.node.type);
}
