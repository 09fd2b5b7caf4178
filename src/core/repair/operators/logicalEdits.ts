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
    if (site.slot === 'return' && isTruth(site)) yield replaceNode(site, node, profile.words.not(site.text(node)), 0.2);
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
  if (!site.profile.negated(condition)) yield replaceNode(site, condition, words.not(text), 0.34);
  const constant = /^(true|false|True|False|1)$/.test(text);
  const compound = /^(binary_expression|boolean_operator)$/.test(condition.type) && / (\|\||&&|or|and) /.test(text);
  for (const [extra, prior] of extraConditions(site, condition)) {
    if (constant) {
      yield replaceNode(site, condition, extra, prior * 1.4);
      continue;
    }
    const own = compound ? `(${text})` : text;
    yield replaceNode(site, condition, `${extra} ${words.or} ${own}`, prior);
    yield replaceNode(site, condition, `${extra} ${words.and} ${own}`, prior);
    yield replaceNode(site, condition, `${own} ${words.or} ${extra}`, prior * 0.8);
    yield replaceNode(site, condition, `${own} ${words.and} ${extra}`, prior);
  }
}

/** Conditions that could be missing here: emptiness and absence of what the condition talks about, and names in scope. */
function extraConditions(site: EditSite, condition: SyntaxNode): readonly (readonly [string, number])[] {
  const { words } = site.profile;
  const found = new Map<string, number>();
  const offer = (text: string, prior: number): void => {
    if (text !== site.text(condition) && (found.get(text) ?? 0) < prior) found.set(text, prior);
  };
  const mentioned = new Set(site.text(condition).match(/[A-Za-z_$][\w$]*/g) ?? []);
  for (const object of objectsIn(site, condition)) offer(words.isNothing(object), 0.22);
  for (const name of site.visible()) {
    if (name.kind === 'module' || name.roles.has('function')) continue;
    const near = mentioned.has(name.name) ? 1 : 0.7;
    if (name.roles.has('boolean')) offer(name.name, 0.16 * near);
    if (name.roles.has('boolean')) offer(words.not(name.name), 0.14 * near);
    if (name.roles.has('collection')) {
      offer(words.isEmpty(name.name), 0.16 * near);
      offer(site.file.tree.language === 'python' ? name.name : `${words.length(name.name)} > 0`, 0.15 * near);
    }
    if (name.roles.has('object') || name.roles.size === 0) offer(words.isNothing(name.name), 0.15 * near);
    if (name.roles.has('number')) offer(`${name.name} ${words.equals} 0`, 0.08 * near);
  }
  return [...found].slice(0, 14);
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
