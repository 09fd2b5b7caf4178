import { type EditDraft, type EditOperator, type EditSite, shown } from '../editSite.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { childOf, indentOf, namedChildren } from '../syntaxWalk.ts';

/** Statements on the wrong side of the beginning or the end of a block. */
export const moveEdits: EditOperator = {
  name: 'move',
  family: 'statement',
  *drafts(site) {
    const { node, profile } = site;
    const block = node.parent;
    if (!block || !site.owner || !profile.statementTypes.has(node.type) || !profile.blockTypes.has(block.type)) return;
    const siblings = namedChildren(block);
    const place = siblings.indexOf(node);
    yield* outBefore(site, siblings[1], place);
    yield* outAfter(site, siblings[place - 1], place === siblings.length - 1);
    yield* intoNext(site, siblings[place + 1]);
    yield* intoBranch(site, siblings[place - 1]);
  },
};

const leaves = /^(return|throw|raise|break|continue|pass)_statement$/;

/** The first statement of a block was meant to be done once, before it. */
function* outBefore(site: EditSite, next: SyntaxNode | undefined, place: number): Generator<EditDraft> {
  const { node, profile, file } = site;
  const outer = node.parent?.parent;
  if (place !== 0 || !next || !outer || leaves.test(node.type) || node.startRow !== node.endRow) return;
  const isBody = childOf(outer, 'body') === node.parent && profile.loopTypes.has(outer.type);
  if (!isBody && !isBranch(outer, node.parent)) return;
  const header = file.source.slice(outer.startIndex, node.startIndex);
  yield {
    startIndex: outer.startIndex,
    endIndex: next.startIndex,
    replacement: `${site.text(node)}\n${indentOf(outer, file.source)}${header}`,
    prior: isBody ? 0.14 : 0.08,
    description: `moves \`${shown(site.text(node))}\` before the block`,
  };
}

/** The block is what an `if` does, and there is nothing else that it could do. */
function isBranch(outer: SyntaxNode, block: SyntaxNode | undefined): boolean {
  return outer.type === 'if_statement' && childOf(outer, 'consequence') === block && !childOf(outer, 'alternative');
}

/** The last statement of a branch was meant to be done in any case. */
function* outAfter(site: EditSite, previous: SyntaxNode | undefined, isLast: boolean): Generator<EditDraft> {
  const { node, file } = site;
  const outer = node.parent?.parent;
  if (!isLast || !previous || !outer || !isBranch(outer, node.parent)) return;
  const rest = file.source.slice(node.endIndex, outer.endIndex);
  yield {
    startIndex: previous.endIndex,
    endIndex: outer.endIndex,
    replacement: `${rest}\n${indentOf(outer, file.source)}${site.text(node)}`,
    prior: 0.16,
    description: `moves \`${shown(site.text(node))}\` out of the branch`,
  };
}

/** What begins before a loop was meant to begin anew in each round. */
function* intoNext(site: EditSite, next: SyntaxNode | undefined): Generator<EditDraft> {
  const { node, profile, file } = site;
  const body = next && profile.loopTypes.has(next.type) ? childOf(next, 'body') : undefined;
  const first = body && profile.blockTypes.has(body.type) ? namedChildren(body)[0] : undefined;
  if (!next || !first || leaves.test(node.type) || node.startRow !== node.endRow) return;
  const header = file.source.slice(next.startIndex, first.startIndex);
  yield {
    startIndex: node.startIndex,
    endIndex: first.startIndex,
    replacement: `${header}${site.text(node)}\n${indentOf(first, file.source)}`,
    prior: 0.14,
    description: `moves \`${shown(site.text(node))}\` into the loop`,
  };
}

/** What stands after a branch was meant to be done in it, or only when it is not taken. */
function* intoBranch(site: EditSite, before: SyntaxNode | undefined): Generator<EditDraft> {
  const { node, profile, file } = site;
  if (before?.type !== 'if_statement' || childOf(before, 'alternative') || node.startRow !== node.endRow) return;
  if (/^(lexical|variable)_declaration$/.test(node.type)) return;
  const text = site.text(node);
  const branch = childOf(before, 'consequence');
  const last = branch && profile.blockTypes.has(branch.type) ? namedChildren(branch).at(-1) : undefined;
  const range = { endIndex: node.endIndex };
  if (last && !leaves.test(last.type) && !leaves.test(node.type)) {
    const tail = file.source.slice(last.endIndex, before.endIndex);
    yield {
      ...range,
      startIndex: last.endIndex,
      replacement: `\n${indentOf(last, file.source)}${text}${tail}`,
      prior: 0.1,
      description: `moves \`${shown(text)}\` into the branch`,
    };
  }
  yield {
    ...range,
    startIndex: before.endIndex,
    replacement: profile.words.otherwise(text, indentOf(before, file.source)),
    prior: 0.13,
    description: `otherwise \`${shown(text)}\``,
  };
}
