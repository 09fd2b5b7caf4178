import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { binaryParts, operatorTokens } from '../language/languageProfile.ts';
import type { SyntaxNode } from '../syntaxParser.ts';

/** Conditions: and for or, negated, one part left out, made stronger or weaker, the branches the other way round. */
export const logicalEdits: EditOperator = {
  name: 'logical',
  family: 'logic',
  *drafts(site) {
    const { node, profile } = site;
    for (const token of operatorTokens(node)) {
      if (!/^(&&|\|\||\?\?|and|or)$/.test(token.type)) continue;
      for (const option of profile.alternatives[token.type] ?? [])
        yield replaceNode(site, token, option, option === '??' || token.type === '??' ? 0.2 : 0.4);
    }
    yield* parts(site);
    const operand = profile.negated(node);
    if (operand) yield replaceNode(site, node, site.text(operand), 0.34);
    const condition = profile.condition(node);
    if (condition) yield* conditionDrafts(site, condition);
    const branches = profile.branches(node);
    if (branches) {
      const [yes, no] = branches;
      yield { ...replaceNode(site, yes, site.text(no), 0.08), family: 'logic' };
      yield { ...replaceNode(site, no, site.text(yes), 0.08), family: 'logic' };
    }
    if (site.slot === 'return' && isComparison(node)) yield* strengthened(site, node);
    const share = site.observed.mayWantTruth ? 1 : 0.2;
    if (site.slot === 'return' && isTruth(site))
      yield replaceNode(site, node, profile.words.not(site.text(node)), 0.2 * share);
  },
};

function* parts(site: EditSite): Generator<EditDraft> {
  const binary = binaryParts(site.node);
  if (!binary || !/^(&&|\|\||\?\?|and|or)$/.test(binary.operator.type)) return;
  const { left, right } = binary;
  yield replaceNode(site, site.node, site.text(left), 0.12);
  yield replaceNode(site, site.node, site.text(right), 0.16);
  for (const side of [left, right])
    if (!site.profile.negated(side)) yield replaceNode(site, side, site.profile.words.not(site.text(side)), 0.14);
}

function* conditionDrafts(site: EditSite, condition: SyntaxNode): Generator<EditDraft> {
  const { words } = site.profile;
  const text = site.text(condition);
  // Of a comparison, another operator is the likelier way to turn it.
  const turned = /^([<>]=?|[!=]==?)$/.test(binaryParts(condition)?.operator.type ?? '') ? 0.14 : 0.34;
  if (!site.profile.negated(condition)) yield replaceNode(site, condition, words.not(text), turned);
  if (/^(true|false|True|False|1)$/.test(text)) {
    for (const extra of extraConditions(site, condition))
      yield replaceNode(site, condition, extra.or, extra.prior * 1.4);
    for (const extra of extraConditions(site, condition))
      yield replaceNode(site, condition, extra.and, extra.prior * 2);
    return;
  }
  yield* strengthened(site, condition);
}

/** The condition holds in fewer cases (`extra and …`) or in more (`extra or …`). */
function* strengthened(site: EditSite, condition: SyntaxNode): Generator<EditDraft> {
  const { words } = site.profile;
  const text = site.text(condition);
  const compound = /^(binary_expression|boolean_operator)$/.test(condition.type);
  const isOr = compound && / (\|\||or|\?\?) /.test(text);
  const isAnd = compound && / (&&|and|\?\?) /.test(text);
  const loop = site.profile.loopTypes.has(site.node.type) ? 0.6 : 1;
  for (const { or, and, prior } of extraConditions(site, condition)) {
    const inOr = isAnd ? `(${text})` : text;
    const inAnd = isOr ? `(${text})` : text;
    yield replaceNode(site, condition, `${or} ${words.or} ${inOr}`, prior * loop);
    yield replaceNode(site, condition, `${and} ${words.and} ${inAnd}`, prior);
    yield replaceNode(site, condition, `${inOr} ${words.or} ${or}`, prior * 0.8 * loop);
    yield replaceNode(site, condition, `${inAnd} ${words.and} ${and}`, prior * 0.9);
  }
}

/** A condition that could be missing: the form that lets more through, and its opposite. */
interface ExtraCondition {
  readonly or: string;
  readonly and: string;
  readonly prior: number;
}

/** Emptiness and absence of what the condition talks about, and flags and numbers in scope. */
function extraConditions(site: EditSite, condition: SyntaxNode): readonly ExtraCondition[] {
  const { words } = site.profile;
  const found = new Map<string, ExtraCondition>();
  const offer = (or: string, and: string, prior: number): void => {
    const text = site.text(condition);
    if (or !== text && and !== text && (found.get(or)?.prior ?? 0) < prior) found.set(or, { or, and, prior });
  };
  const mentioned = new Set(site.text(condition).match(/[A-Za-z_$][\w$]*/g) ?? []);
  for (const object of objectsIn(site, condition)) offer(words.isNothing(object), words.isSomething(object), 0.22);
  for (const name of site.visible()) {
    if (name.kind === 'module' || name.roles.has('function')) continue;
    const near = mentioned.has(name.name) ? 1 : 0.7;
    const { roles, name: text } = name;
    if (roles.has('boolean')) offer(text, words.not(text), 0.15 * near);
    if (roles.has('boolean')) offer(words.not(text), text, 0.15 * near);
    if (roles.has('collection')) offer(words.isEmpty(text), words.notEmpty(text), 0.16 * near);
    if (roles.has('object') || roles.has('collection') || roles.size === 0)
      offer(words.isNothing(text), words.isSomething(text), 0.17 * near);
    if (roles.size === 0) offer(words.isEmpty(text), words.notEmpty(text), 0.12 * near);
    if (roles.has('number')) offer(`${text} ${words.equals} 0`, `${text} > 0`, 0.08 * near);
  }
  return [...found.values()].slice(0, 14);
}

function isComparison(node: SyntaxNode): boolean {
  const operator = binaryParts(node)?.operator.type;
  return operator !== undefined && /^([<>]=?|[=!]==?|&&|\|\||and|or|in|not in|is|is not)$/.test(operator);
}

/** `a.b` in `a.b.c === d`: what must not be nothing for the condition to be evaluated. */
function objectsIn(site: EditSite, condition: SyntaxNode): readonly string[] {
  const found: string[] = [];
  const visit = (node: SyntaxNode): void => {
    const member = site.profile.member(node);
    if (member && !/^(this|self|Math|Object|Number|Array)$/.test(site.text(member.object)))
      found.push(site.text(member.object));
    node.children.forEach(visit);
  };
  visit(condition);
  return [...new Set(found)].slice(0, 4);
}

function isTruth(site: EditSite): boolean {
  const operator = binaryParts(site.node)?.operator.type;
  return operator === undefined
    ? /call|identifier|member|attribute/.test(site.node.type)
    : /[<>=&|]|and|or|in|is/.test(operator);
}
