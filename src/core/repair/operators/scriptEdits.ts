import { addStatement, type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import { namedChildren } from '../syntaxWalk.ts';

/** What is easily got wrong in the language's own library: `indexOf` as an answer, the largest of a list, a timer that still runs. */
export const scriptEdits: EditOperator = {
  name: 'idiom',
  family: 'logic',
  *drafts(site) {
    yield* keptByItself(site);
    if (site.file.tree.language === 'python') return;
    yield* placeAsAnswer(site);
    yield* spread(site);
    yield* notANumber(site);
    yield* stillRunning(site);
  },
};

/** `if (xs.indexOf(x))` is false for the first. */
function* placeAsAnswer(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  const call = slot === 'condition' || slot === 'return' ? profile.call(node) : undefined;
  const member = call && profile.member(call.callee);
  if (!member || !/^(indexOf|lastIndexOf|findIndex|search)$/.test(site.text(member.property))) return;
  yield replaceNode(site, node, `${site.text(node)} !== -1`, slot === 'condition' ? 0.6 : 0.2);
}

/** `Math.max(xs)` takes numbers, not a list of them. */
function* spread(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  const call = slot === 'argument' && node.parent?.parent ? profile.call(node.parent.parent) : undefined;
  if (call?.args.length !== 1 || !/^(Math\.(max|min)|[\w.]+\.(push|unshift|concat))$/.test(site.text(call.callee)))
    return;
  if (!/^(identifier|call_expression|member_expression|array)$/.test(node.type)) return;
  yield {
    ...replaceNode(site, node, `...${site.text(node)}`, /^Math/.test(site.text(call.callee)) ? 0.5 : 0.12),
    family: 'argument',
  };
}

/** Nothing is equal to NaN. */
function* notANumber(site: EditSite): Generator<EditDraft> {
  const parts = binaryParts(site.node);
  if (!parts || !/^[!=]==?$/.test(parts.operator.type) || !/^(Number\.)?NaN$/.test(site.text(parts.right))) return;
  const sign = parts.operator.type.startsWith('!') ? '!' : '';
  yield replaceNode(site, site.node, `${sign}Number.isNaN(${site.text(parts.left)})`, 0.7);
}

/** A timer is set anew while the last one still runs. */
function* stillRunning(site: EditSite): Generator<EditDraft> {
  const { node, owner, profile } = site;
  const [inner] = node.type === 'expression_statement' ? namedChildren(node) : [];
  const assigned = inner && profile.assignment(inner);
  const [, kind] = /^set(Timeout|Interval)\(/.exec(assigned ? site.text(assigned.right) : '') ?? [];
  if (!assigned || kind === undefined || !owner) return;
  yield addStatement(site, `clear${kind}(${site.text(assigned.left)});`, 'before', 0.4);
}

/** `name = name` keeps nothing: a field was meant. */
function* keptByItself(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const assigned = profile.assignment(node);
  const { self } = profile.words;
  if (!assigned || self === undefined || assigned.left.type !== 'identifier' || assigned.right.type !== 'identifier')
    return;
  const name = site.text(assigned.left);
  if (name === site.text(assigned.right)) yield replaceNode(site, assigned.left, `${self}.${name}`, 0.7);
}
