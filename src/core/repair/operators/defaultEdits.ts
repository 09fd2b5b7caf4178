import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';

/** What stands for a value that is nothing, and which values count as nothing. */
export const defaultEdits: EditOperator = {
  name: 'default',
  family: 'guard',
  *drafts(site) {
    yield* instead(site);
    yield* onlyWhenMissing(site);
    yield* ownProperty(site);
  },
};

/** `quality` meant `quality || 1`. */
function* instead(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile, owner } = site;
  if (!owner || !slot || !/^(argument|value|return|operand|element)$/.test(slot)) return;
  if (node.type !== 'identifier' && !profile.member(node)) return;
  const around = node.parent && binaryParts(node.parent);
  if (around && !/^[-+*/]$/.test(around.operator.type)) return;
  const roles = node.type === 'identifier' ? site.file.names.rolesOf(node) : new Set<string>();
  if (roles.has('function') || roles.has('boolean')) return;
  const texts = roles.has('collection') ? ['[]'] : roles.has('number') ? ['1', '0'] : ['1', '0', "''"];
  for (const other of texts) {
    const whole = `${site.text(node)} ${profile.words.or} ${other}`;
    const isInner = slot === 'operand';
    yield replaceNode(site, node, isInner ? `(${whole})` : whole, isInner ? 0.05 : 0.08);
  }
}

/** `value || other` where 0 and '' are values: `value === undefined ? other : value`. */
function* onlyWhenMissing(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  const parts = binaryParts(node);
  if (!parts || !/^(\|\||\?\?)$/.test(parts.operator.type) || !slot || slot === 'condition') return;
  const [left, right] = [site.text(parts.left), site.text(parts.right)];
  const whole = profile.words.ternary(`${left} === undefined`, right, left);
  yield { ...replaceNode(site, node, slot === 'operand' ? `(${whole})` : whole, 0.24), family: 'logic' };
}

/** `key in table` holds for what every object inherits. */
function* ownProperty(site: EditSite): Generator<EditDraft> {
  const parts = binaryParts(site.node);
  if (parts?.operator.type !== 'in' || site.file.tree.language === 'python') return;
  const own = `Object.hasOwn(${site.text(parts.right)}, ${site.text(parts.left)})`;
  const isBracketed = site.node.parent?.type === 'parenthesized_expression';
  const target = isBracketed && site.node.parent ? site.node.parent : site.node;
  yield { ...replaceNode(site, site.node, own, 0.3), family: 'logic' };
  if (target !== site.node && site.slot !== 'condition')
    yield { ...replaceNode(site, target, own, 0.2), family: 'logic' };
}
