import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import type { NameRole, ScopeName } from '../scopeNames.ts';
import { childOf, descendants, enclosing, inPattern } from '../syntaxWalk.ts';

/** Another name: a variable in scope of the same role, a property seen on other objects, another function of the file. */
export const nameEdits: EditOperator = {
  name: 'wrongName',
  family: 'name',
  *drafts(site) {
    if (site.node.type === 'identifier' && site.slot) yield* variables(site);
    if (/^(property_identifier|private_property_identifier)$/.test(site.node.type) || isAttribute(site))
      yield* properties(site);
    yield* fields(site);
    yield* bareNames(site);
    yield* bounds(site);
    yield* builtInVain(site);
  },
};

/** Names that nobody writes for a variable. */
const ownedByLanguage =
  /^(Math|Object|Array|Number|JSON|String|Boolean|Promise|Reflect|Symbol|BigInt|Date|RegExp|Map|Set|WeakMap|WeakSet|console|process|Intl)$/;

function* variables(site: EditSite): Generator<EditDraft> {
  const { node, slot, file } = site;
  const own = site.text(node);
  if (ownedByLanguage.test(own)) return;
  const roles = file.names.rolesOf(node);
  const rivals = site.visible();
  if (roles.has('number') && slot !== 'target' && slot !== 'callee')
    for (const literal of ['1', '0']) yield { ...replaceNode(site, node, literal, 0.07), family: 'constant' };
  const kept = keptIn(site);
  const missing = !rivals.some((name) => name.name === own) && site.observed.namesInMessages.has(own);
  for (const rival of rivals) {
    if ((slot === 'callee') !== rival.roles.has('function')) continue;
    if (rival.kind === 'module' && slot !== 'callee' && !/^[A-Z_]+$/.test(rival.name) && !missing) continue;
    const prior = missing ? 0.5 : namePrior(own, roles, rival, rivals.length);
    const share = kept.has(rival.name) || madeOf(site, rival.name, own) ? 1.5 : 1;
    yield replaceNode(site, node, rival.name, Math.min(0.6, prior * share));
  }
}

/** The rival was just made of the name: after `spent = min(quantum, left)` it is what was meant. */
function madeOf({ node, owner, text }: EditSite, rival: string, own: string): boolean {
  const body = owner ? text(owner).slice(0, node.startIndex - owner.startIndex) : '';
  if (!body.includes(`${rival} = `)) return false;
  const made = new RegExp(`\\b${inPattern(rival)}\\s*=[^=\\n][^\\n]*\\b${inPattern(own)}\\b`);
  return made.test(body);
}

/** What the branch under this condition assigns: `if (x < best) best = x` compares with what it keeps. */
function keptIn({ node, profile, text }: EditSite): ReadonlySet<string> {
  for (let at = node; at.parent; at = at.parent) {
    if (profile.statementTypes.has(at.type)) break;
    if (at.parent.type !== 'if_statement' || childOf(at.parent, 'condition') !== at) continue;
    const branch = childOf(at.parent, 'consequence');
    const targets = (branch ? [...descendants(branch)] : []).flatMap((each) => profile.assignment(each)?.left ?? []);
    return new Set(targets.map(text));
  }
  return new Set();
}

/** A rival is likely when it is used the same way, is otherwise unused, or is spelt alike. */
function namePrior(own: string, roles: ReadonlySet<NameRole>, rival: ScopeName, rivals: number): number {
  const shared = [...roles].filter((role) => rival.roles.has(role)).length;
  const union = new Set([...roles, ...rival.roles]).size;
  // Of a name that is used nowhere else nothing is known.
  const likeness = roles.size === 0 || rival.roles.size === 0 ? 0.5 : shared / union;
  const unused = rival.uses === 0 && rival.kind !== 'module' ? 2 : 1;
  const place = rival.kind === 'module' ? 0.6 : 1;
  const crowd = 1 / (1 + 0.03 * rivals);
  return Math.min(0.6, (0.12 + 0.22 * likeness) * unused * place * crowd * (alike(own, rival.name) ? 1.25 : 1));
}

/** Same first or last word, or one the other with a digit. */
function alike(a: string, b: string): boolean {
  const words = (name: string): string[] =>
    name
      .replace(/([a-z])([A-Z\d])/g, '$1_$2')
      .toLowerCase()
      .split('_')
      .filter(Boolean);
  const [first, second] = [words(a), words(b)];
  return first[0] === second[0] || first.at(-1) === second.at(-1);
}

function isAttribute(site: EditSite): boolean {
  return site.node.field === 'attribute' && site.node.parent?.type === 'attribute';
}

/** Properties that the same file reads from an object of the same name, or that the message complains about. */
function* properties(site: EditSite): Generator<EditDraft> {
  const { node, profile, file } = site;
  const member = node.parent && profile.member(node.parent);
  if (!member || member.property !== node) return;
  const object = site.text(member.object);
  const own = site.text(node);
  const called = node.parent?.field === 'function';
  const others = (called ? file.members.called : file.members.read).get(object) ?? new Set<string>();
  const factor = site.observed.namesInMessages.has(own) ? 1.6 : 1;
  for (const name of others)
    if (name !== own) yield replaceNode(site, node, name, (alike(own, name) ? 0.26 : 0.18) * factor);
}

/** `this.x` and `self.x` exchanged with a bare name of the same spelling. */
function* fields(site: EditSite): Generator<EditDraft> {
  const member = site.profile.member(site.node);
  if (!member || !/^(this|self)$/.test(site.text(member.object)) || !site.slot) return;
  const name = site.text(member.property);
  if (site.visible().some((visible) => visible.name === name)) yield replaceNode(site, site.node, name, 0.24);
  for (const visible of site.visible())
    if (visible.name !== name && visible.kind === 'parameter' && site.slot !== 'callee' && site.slot !== 'target')
      yield replaceNode(site, site.node, visible.name, 0.08);
}

function* bareNames(site: EditSite): Generator<EditDraft> {
  const { node, slot } = site;
  if (node.type !== 'identifier' || !slot || slot === 'callee') return;
  const self = site.file.tree.language === 'python' ? 'self' : 'this';
  const known = site.file.members.read.get(self);
  if (known?.has(site.text(node))) yield replaceNode(site, node, `${self}.${site.text(node)}`, 0.3);
}

/** `xs.length` meant a bound that the function keeps by itself, and the other way round. */
function* bounds(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  if (!slot || slot === 'target' || slot === 'callee' || slot === 'object' || slot === 'condition') return;
  const isCount = /^len\(\w+\)$|^[\w.]+\.length$/.test(site.text(node));
  for (const name of site.visible()) {
    if (name.kind === 'module') continue;
    const isRound = enclosing(node, profile.loopTypes)?.startRow === name.row;
    if (isCount && name.roles.has('number')) yield replaceNode(site, node, name.name, isRound ? 0.32 : 0.2);
    const isBound = node.type === 'identifier' && site.file.names.rolesOf(node).has('number');
    if (isBound && name.kind === 'parameter' && name.roles.has('collection') && !name.roles.has('number'))
      yield replaceNode(site, node, profile.words.length(name.name), 0.07);
  }
}

/** What a loop builds and nothing reads was meant to be used: `row = row[1:]` meant `row = below`. */
function* builtInVain(site: EditSite): Generator<EditDraft> {
  const { node, slot, owner } = site;
  if (!owner || !slot || !/^(value|argument|return|iterable|element)$/.test(slot)) return;
  const body = site.text(owner);
  for (const name of site.visible()) {
    if (name.kind !== 'local' || !name.roles.has('collection') || site.text(node).includes(name.name)) continue;
    const own = inPattern(name.name);
    const all = body.match(new RegExp(`\\b${own}\\b`, 'g'))?.length ?? 0;
    const kept = new RegExp(
      `\\b${own}\\s*(?::[^=\\n]+)?=[^=]|\\b${own}\\.(?:append|push|add|extend|unshift|set)\\(|\\b${own}\\[[^\\]\\n]*\\]\\s*=[^=]`,
      'g',
    );
    if (all > 1 && all === (body.match(kept)?.length ?? 0) && node.startRow > name.row)
      yield replaceNode(site, node, name.name, slot === 'value' || slot === 'return' ? 0.44 : 0.24);
  }
}
