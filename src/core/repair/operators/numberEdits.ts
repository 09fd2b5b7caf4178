import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import { enclosing } from '../syntaxWalk.ts';

/** Whole numbers: a remainder that is taken elsewhere, a quotient that is rounded up, where multiples begin, leap years, the sign. */
export const numberEdits: EditOperator = {
  name: 'number',
  family: 'arithmetic',
  *drafts(site) {
    if (!site.owner) return;
    yield* remainders(site);
    yield* roundedUp(site);
    yield* multiples(site);
    yield* leapYears(site);
    yield* sign(site);
    yield* rootBound(site);
    yield* digits(site);
  },
};

/** `r = r * b` beside `b = b * b % m`. */
function* remainders(site: EditSite): Generator<EditDraft> {
  const { node, slot, owner } = site;
  const operator = binaryParts(node)?.operator.type;
  if (!owner || !/^(value|return)$/.test(slot ?? '') || (operator !== '*' && operator !== '+')) return;
  const text = site.text(node);
  const moduli = new Set(
    [...site.text(owner).matchAll(/% ?([A-Za-z_$][\w$.]*|\d{2,})/g)].map(([, found = '']) => found),
  );
  const whole = operator === '*' && site.file.tree.language === 'python' ? text : `(${text})`;
  for (const modulus of moduli)
    if (!text.includes(`% ${modulus}`)) yield replaceNode(site, node, `${whole} % ${modulus}`, 0.36);
}

/** `a // b` meant as many as hold all, the last one not full: `-(-a // b)`. */
function* roundedUp(site: EditSite): Generator<EditDraft> {
  const parts = binaryParts(site.node);
  if (parts?.operator.type !== '//') return;
  const [left, right] = [site.text(parts.left), site.text(parts.right)];
  const bare = /^[\w.]+(\([^()]*\))?$/.test(left) ? left : `(${left.replace(/^\((.*)\)$/s, '$1')})`;
  yield replaceNode(site, site.node, `-(-${bare} // ${right})`, 0.16);
}

/** Multiples of a number begin at its square, or at twice the number: not at itself. */
function* multiples(site: EditSite): Generator<EditDraft> {
  const { node } = site;
  if (node.type !== 'identifier' || !isStart(site)) return;
  const name = site.text(node);
  yield replaceNode(site, node, `${name} * ${name}`, 0.24);
  yield replaceNode(site, node, `2 * ${name}`, 0.2);
}

/** The first of three arguments of `range` whose step it is, or the first value of a loop that goes on by it. */
function isStart({ node, profile, text, slot }: EditSite): boolean {
  const call = slot === 'argument' && node.parent?.parent ? profile.call(node.parent.parent) : undefined;
  const [first, , step] = call?.args ?? [];
  if (call) return first === node && step !== undefined && text(step) === text(node) && text(call.callee) === 'range';
  const loop = slot === 'value' ? enclosing(node, profile.loopTypes) : undefined;
  return loop?.type === 'for_statement' && text(loop).includes(`+= ${text(node)})`);
}

/** The root itself is the last that counts: `range(2, int(n ** 0.5) + 1)`. */
function* rootBound(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  if (slot !== 'argument' || !profile.call(node) || !/^int\(.*\*\* ?0?\.5\)$|sqrt\([^()]*\)\)?$/.test(site.text(node)))
    return;
  yield { ...replaceNode(site, node, `${site.text(node)} + 1`, 0.5), family: 'boundary' };
}

/** Digits that a division gives come last first. */
function* digits(site: EditSite): Generator<EditDraft> {
  const { node, slot, owner, profile, file } = site;
  if (!owner || node.type !== 'identifier' || !/%[\s\S]*(\/\/=?|Math\.floor|Math\.trunc|>>=)/.test(site.text(owner)))
    return;
  const name = site.text(node);
  const above = node.parent?.parent;
  const isPython = file.tree.language === 'python';
  const call = isPython && slot === 'argument' && above ? profile.call(above) : undefined;
  if (call && /\.join$/.test(site.text(call.callee))) yield replaceNode(site, node, `reversed(${name})`, 0.44);
  const isJoined =
    !isPython && slot === 'object' && above !== undefined && site.text(above).startsWith(`${name}.join(`);
  if (isJoined) yield replaceNode(site, node, `${name}.reverse()`, 0.44);
  if (slot === 'return' && file.names.rolesOf(node).has('collection'))
    yield replaceNode(site, node, isPython ? `${name}[::-1]` : `${name}.reverse()`, 0.3);
}

/** Years that a calendar leaves out of those that four divides, and those that it takes back in. */
function* leapYears(site: EditSite): Generator<EditDraft> {
  const { node, profile, slot } = site;
  const { and, or, equals } = profile.words;
  const text = site.text(node);
  const [, year] = /^([\w.]+) % 4 ={2,3} 0\b[^|]*$/.exec(text) ?? [];
  if (
    year === undefined ||
    !slot ||
    !/^(binary_|boolean_|comparison_)/.test(node.type) ||
    (node.parent && node.parent.type === node.type)
  )
    return;
  const centuries = equals === '===' ? '!==' : '!=';
  const not100 = `${year} % 100 ${centuries} 0`;
  const by400 = `${year} % 400 ${equals} 0`;
  if (/\bor\b/.test(text)) return;
  if (!text.includes('% 100')) {
    yield replaceNode(site, node, `${text} ${and} ${not100}`, 0.4);
    yield replaceNode(site, node, `${text} ${and} (${not100} ${or} ${by400})`, 0.5);
  } else if (!text.includes('% 400')) yield replaceNode(site, node, `${text} ${or} ${by400}`, 0.5);
}

/** What a heap of negated numbers gives is negated again. */
function* sign(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  if (
    !/^(return|value|operand)$/.test(slot ?? '') ||
    !(profile.index(node) || profile.call(node) || profile.member(node))
  )
    return;
  if (/^unary_/.test(node.parent?.type ?? '')) return;
  const isHeap = /heap|\[0\]/.test(site.text(node));
  if (isHeap || slot === 'return') yield replaceNode(site, node, `-${site.text(node)}`, isHeap ? 0.24 : 0.06);
}
