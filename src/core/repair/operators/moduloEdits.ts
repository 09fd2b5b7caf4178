import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { binaryParts, isSum } from '../language/languageProfile.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { descendants, enclosing } from '../syntaxWalk.ts';

/** What begins again at 0: a remainder of a negative number, a place in a ring buffer whose length the object knows. */
export const moduloEdits: EditOperator = {
  name: 'modulo',
  family: 'arithmetic',
  *drafts(site) {
    yield* neverNegative(site);
    yield* wrapped(site);
    yield* stepWrapped(site);
    yield* fromTheHead(site);
    yield* placeInRing(site);
  },
};

const most = 4;
const mostAddends = 4;
const mostHeads = 2;
/** How likely it is what the class takes remainders by elsewhere. */
const remainders = 0.36;

/** `x % m` is negative for a negative `x`, but not in Python. */
function* neverNegative(site: EditSite): Generator<EditDraft> {
  const { node, slot } = site;
  const parts = binaryParts(node);
  if (site.file.tree.language === 'python' || parts?.operator.type !== '%' || !slot || slot === 'target') return;
  const compared = node.parent && /^[=!]==?$/.test(binaryParts(node.parent)?.operator.type ?? '');
  const modulus = site.text(parts.right);
  if (new RegExp(`\\+ ${escaped(modulus)}\\)*$`).test(site.text(parts.left))) return;
  const isOneUp = /^[^-]*\+ \d+\)*$/.test(site.text(parts.left));
  const prior = compared || isOneUp ? 0.08 : 0.35;
  yield replaceNode(site, node, `((${site.text(node)}) + ${modulus}) % ${modulus}`, prior);
}

/** `this.head + 1` meant `(this.head + 1) % this.slots.length`. */
function* wrapped(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  if (!isSum(node) || !slot || slot === 'target' || slot === 'condition' || /['"`]/.test(site.text(node))) return;
  const outer = node.parent?.type === 'parenthesized_expression' ? node.parent : node;
  const above = outer.parent && binaryParts(outer.parent);
  if (above && (/^(%|[<>]=?)$/.test(above.operator.type) || isSum(outer.parent))) return;
  const self = profile.words.self;
  const isOwn = self !== undefined && site.text(node).includes(`${self}.`);
  for (const [modulus, prior] of moduli(site))
    yield replaceNode(site, outer, `(${site.text(node)}) % ${modulus}`, isOwn ? prior : prior * 0.6);
}

/** `this.head += 1` meant `this.head = (this.head + 1) % this.slots.length`. */
function* stepWrapped(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const step = /^(\S+) ([+-])= (\S+)$/.exec(site.text(node)) ?? /^([\w.]+)([+-])[+-]$/.exec(site.text(node));
  if (!step || !/^(augmented_|update_)/.test(node.type) || node.parent?.type !== 'expression_statement') return;
  const [, target = '', sign = '+', by = '1'] = step;
  if (!target.startsWith(`${profile.words.self}.`)) return;
  for (const [modulus, prior] of moduli(site))
    if (modulus !== target) yield replaceNode(site, node, `${target} = (${target} ${sign} ${by}) % ${modulus}`, prior);
}

/** `index % n` meant `(this.head + index) % n`. */
function* fromTheHead(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  const parts = binaryParts(node);
  if (parts?.operator.type !== '%' || !slot || slot === 'target' || slot === 'condition') return;
  const isIndex = slot === 'index' || (node.parent !== undefined && profile.index(node.parent) !== undefined);
  const dividend = site.text(parts.left).replace(/^\((.*)\)$/s, '$1');
  if (!isIndex || !/^[\w.]+( [-+] [\w.]+)?$/.test(dividend)) return;
  const names = site.visible().filter(({ kind, roles }) => kind !== 'module' && roles.has('number'));
  const addends = new Map([...numericFields(site)].map((field) => [field, 0.3]));
  for (const { name } of names) addends.set(name, 0.14);
  const free = [...addends].filter(([text]) => !new RegExp(`\\b${escaped(text)}\\b`).test(site.text(node)));
  for (const [place, [text, prior]] of free.slice(0, mostAddends).entries()) {
    const sum = `(${text} + ${dividend}) % ${site.text(parts.right)}`;
    yield replaceNode(site, node, sum, prior / (1 + 0.2 * place));
  }
}

/** `this.slots[i]` meant `this.slots[(this.head + i) % this.slots.length]`, where the class takes such remainders elsewhere. */
function* placeInRing(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile, text } = site;
  const list = node.parent && profile.index(node.parent)?.object;
  const own = list && profile.member(list)?.object;
  if (slot !== 'index' || node.type !== 'identifier' || !own || text(own) !== profile.words.self) return;
  const ring = moduli(site).find(([, prior]) => prior === remainders);
  if (!ring) return;
  for (const field of [...numericFields(site)].filter((name) => name !== ring[0]).slice(0, mostHeads))
    yield replaceNode(site, node, `(${field} + ${text(node)}) % ${ring[0]}`, 0.24);
}

/** By what the class takes remainders, how long its own lists are, and fields that are named like a size. */
function moduli(site: EditSite): readonly (readonly [string, number])[] {
  const { node, profile, text } = site;
  const { self, length } = profile.words;
  const type = enclosing(node, profile.classTypes);
  if (!type || self === undefined) return [];
  const found = new Map<string, number>();
  const add = (modulus: string, prior: number): void => {
    if (!found.has(modulus) && !text(node).includes(modulus)) found.set(modulus, prior);
  };
  for (const at of descendants(type)) {
    const parts = binaryParts(at);
    if (parts?.operator.type === '%' && text(parts.right).includes(`${self}.`)) add(text(parts.right), remainders);
  }
  for (const at of ownFields(site, type)) if (isCollection(site, at)) add(length(text(at)), 0.26);
  for (const at of ownFields(site, type))
    if (/(capacity|size|modulus|limit|slots|length)$/i.test(text(at)) && !isCollection(site, at))
      if (!found.has(length(text(at)))) add(text(at), 0.2);
  return [...found].slice(0, most);
}

function* ownFields({ profile, text }: EditSite, type: SyntaxNode): Generator<SyntaxNode> {
  for (const at of descendants(type)) {
    const member = profile.member(at);
    if (member && text(member.object) === profile.words.self && at.field !== 'function') yield at;
  }
}

/** Its elements are read or its length is asked. */
function isCollection({ profile, text }: EditSite, field: SyntaxNode): boolean {
  const parent = field.parent;
  if (!parent) return false;
  const call = parent.parent && profile.call(parent.parent);
  if (call && call.args[0] === field) return text(call.callee) === 'len';
  const property = profile.member(parent)?.property;
  return profile.index(parent)?.object === field || (property !== undefined && text(property) === 'length');
}

/** Fields that the class reckons with. */
function numericFields(site: EditSite): ReadonlySet<string> {
  const { node, profile, text } = site;
  const type = enclosing(node, profile.classTypes);
  const found = new Set<string>();
  for (const at of type ? ownFields(site, type) : []) {
    const parent = at.parent;
    const parts = parent && binaryParts(parent);
    const assigned = parent && profile.assignment(parent);
    const isReckoned = parts && /^[-+*%]$/.test(parts.operator.type) && parts.right !== at;
    const isNumber = assigned?.left === at && profile.numberTypes.has(assigned.right.type);
    if (isReckoned || isNumber || parent?.type === 'update_expression') found.add(text(at));
  }
  return found;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
