import { conditionsAbout } from '../conditionPool.ts';
import { type EditDraft, type EditOperator, type EditSite, replaceNode, shown } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { descendants, enclosing, indentOf, namedChildren, unwrap } from '../syntaxWalk.ts';

/**
 * A condition that is missing, made of what the file says already: one more part of a condition, a statement that is not always to be
 * done, an exit before it. Missing conditions and guards are the most frequent of the small fixes that add something (Liu, Kim, Koyuncu,
 * Li, Bissyande, Le Traon: A Closer Look at Real-World Patches, ICSME 2018; Sobreira and others: Dissection of a Bug Dataset, SANER 2018).
 */
export const conditionEdits: EditOperator = {
  name: 'condition',
  family: 'logic',
  *drafts(site) {
    yield* anotherPart(site);
    yield* sometimes(site);
    yield* leftBefore(site);
    yield* underCondition(site);
  },
};

/** `a` meant `a and b` or `a or b`. */
function* anotherPart(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  const isAnswer = slot === 'return' && isComparison(node);
  if ((slot !== 'condition' && !isAnswer) || /^(true|false)$/i.test(site.text(node))) return;
  const text = site.text(node);
  const { words } = profile;
  for (const { text: other, prior } of conditionsAbout(site, [node])) {
    if (text.includes(other) || other.includes(text)) continue;
    for (const [word, share] of [
      [words.and, 1],
      [words.or, 0.9],
    ] as const) {
      const part = isLoose(node, word) ? `(${text})` : text;
      yield replaceNode(site, node, `${part} ${word} ${other}`, 0.13 * prior * share);
      yield replaceNode(site, node, `${other} ${word} ${part}`, 0.09 * prior * share);
    }
  }
}

/** The expression binds less tightly than the word that is put beside it. */
function isLoose(node: SyntaxNode, word: string): boolean {
  const own = binaryParts(node)?.operator.type ?? '';
  const isAnd = /^(&&|and)$/.test(word);
  return (isAnd && /^(\|\||or)$/.test(own)) || own === '??' || /^(conditional|ternary)_expression$/.test(node.type);
}

function isComparison(node: SyntaxNode): boolean {
  return /^([<>]=?|[=!]==?|&&|\|\||and|or|in|not in|is|is not)$/.test(binaryParts(unwrap(node))?.operator.type ?? '');
}

const simple = /^(expression_statement|continue_statement|break_statement)$/;

/** What is done always is meant to be done sometimes. */
function* sometimes(site: EditSite): Generator<EditDraft> {
  const { node, profile, file } = site;
  const block = node.parent;
  if (!simple.test(node.type) || !block || !profile.blockTypes.has(block.type) || node.startRow !== node.endRow) return;
  if (namedChildren(node)[0]?.type === 'string' || !site.owner) return;
  const body = site.text(node).replace(/;$/, '');
  const about = [node, ...before(node, 1)];
  for (const { text, prior } of conditionsAbout(site, about)) {
    const replacement = profile.words.guard(text, body, indentOf(node, file.source));
    yield {
      ...replaceNode(site, node, replacement, 0.09 * prior),
      family: 'guard',
      description: `does \`${shown(body)}\` only when \`${text}\``,
    };
  }
}

/** A round or a function that is left before the statement. */
function* leftBefore(site: EditSite): Generator<EditDraft> {
  const { node, profile, file, owner } = site;
  const block = node.parent;
  if (!block || !owner || !profile.statementTypes.has(node.type) || !profile.blockTypes.has(block.type)) return;
  if (/^(pass|break|continue)_statement$/.test(node.type) || namedChildren(node)[0]?.type === 'string') return;
  const indent = indentOf(node, file.source);
  const leaving = exits(site, owner);
  for (const { text, prior } of conditionsAbout(site, [node, ...before(node, 2)]))
    for (const [exit, share] of leaving) {
      const guard = profile.words.guard(text, exit, indent);
      yield {
        startIndex: node.startIndex,
        endIndex: node.startIndex,
        replacement: `${guard}\n${indent}`,
        prior: 0.09 * prior * share,
        description: `leaves when \`${text}\`: \`${shown(exit)}\``,
        family: 'guard',
      };
    }
}

const mostConditions = 6;

/** `n` meant `n + (c ? 1 : 0)`, or something else where the condition holds. */
function* underCondition(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile, owner } = site;
  if (!owner || (slot !== 'value' && slot !== 'return' && slot !== 'argument') || isComparison(node)) return;
  const text = site.text(node);
  if (text.length > 60 || /string|true|false|none|null|list|array|object|dictionary|lambda|function/.test(node.type))
    return;
  const { ternary, nothing } = profile.words;
  const isCount = /^(binary_|call|identifier|subscript)/.test(node.type);
  const best = [...conditionsAbout(site, [node])].sort((a, b) => b.prior - a.prior).slice(0, mostConditions);
  for (const { text: condition, prior } of best) {
    const more = ternary(condition, '1', '0');
    if (isCount)
      for (const sign of ['+', '-']) yield replaceNode(site, node, `${text} ${sign} (${more})`, 0.06 * prior);
    for (const other of [...(slot === 'value' ? ['0', nothing, "''"] : []), ...rootOf(node, site)])
      yield replaceNode(site, node, ternary(condition, other, text), 0.05 * prior);
  }
}

/** What a chain of calls begins with: as it was, where the condition holds. */
function rootOf(node: SyntaxNode, { profile, text }: EditSite): readonly string[] {
  let at = node;
  for (let call = profile.call(at); call; call = profile.call(at)) {
    const next = profile.member(call.callee)?.object ?? call.args[0];
    if (!next) break;
    at = next;
  }
  return at !== node && at.type === 'identifier' ? [text(at)] : [];
}

const mostExits = 4;

/** How the function leaves elsewhere: its errors, its results, and the round of a loop. */
function exits(site: EditSite, owner: SyntaxNode): readonly (readonly [string, number])[] {
  const { profile, node, observed } = site;
  const found = new Map<string, number>();
  const visible = new Set(site.file.names.visibleAt(node).map(({ name }) => name));
  if (enclosing(node, profile.loopTypes)) for (const word of ['continue', 'break']) found.set(word, 0.9);
  for (const at of descendants(owner)) {
    const isError = /^(throw|raise)_statement$/.test(at.type);
    if ((!isError && at.type !== 'return_statement') || at.startRow !== at.endRow || found.size >= mostExits + 2)
      continue;
    const text = site.text(at).replace(/;$/, '');
    const names = [...descendants(at)].filter(({ type, field }) => type === 'identifier' && field !== 'attribute');
    const local = names.map(site.text).filter((name) => /^[a-z_]/.test(name));
    if (at === node || text.length > 60 || !local.every((name) => visible.has(name))) continue;
    if (isError && !observed.concernsErrors) continue;
    found.set(text, isError ? 1.6 : 1);
  }
  return [...found];
}

/** So many statements right before this one. */
function before(node: SyntaxNode, count: number): readonly SyntaxNode[] {
  const siblings = namedChildren(node.parent ?? node);
  const place = siblings.indexOf(node);
  return siblings.slice(Math.max(0, place - count), place);
}
