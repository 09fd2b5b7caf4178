import { type CandidateEdit, trimEdit } from './candidateEdit.ts';
import { type EditDraft, type EditOperator, type ParsedFile, siteOf } from './editSite.ts';
import { editWeight } from './editWeights.ts';
import { binaryParts } from './language/languageProfile.ts';
import type { Localisation, SuspiciousLine } from './localise.ts';
import type { Observation } from './observation.ts';
import { allOperators } from './operators/allOperators.ts';
import type { ScopeName } from './scopeNames.ts';
import type { SyntaxNode } from './syntaxParser.ts';
import { childOf, namedChildren } from './syntaxWalk.ts';

/** An edit with its place in the order: prior × what was observed × suspiciousness of its line, 0 to 1. */
export interface RankedEdit {
  readonly edit: CandidateEdit;
  readonly score: number;
}

/** An edit on its way: what it is sorted by, which is less than its score where others of its kind come before it. */
interface PendingEdit extends RankedEdit {
  readonly order: number;
}

/**
 * What each further edit of an operator keeps for the order, of those of its line and of those of all lines that are equally suspicious:
 * the tenth other name says less than the first other operator. Chosen by the ranks of known fixes (docs/benchmarks.md).
 */
const furtherShares = { line: 0.95, lines: 0.97 };
/** However many there are: in a long function most edits are further ones. */
const leastShare = 0.25;

/** The highest prior after the observation: what makes it possible to stop generating early. */
const highestPrior = 0.95;

/**
 * The candidate edits, best first, made only as far as they are asked for: the lines are opened in the order of their
 * suspiciousness, and an edit is handed out once no line still closed could hold a better one. Equal scores go by size,
 * then by place, so the order is always the same. Edits that give the same text appear once.
 */
export function* rankedEdits(where: Localisation, observed: Observation): Generator<RankedEdit> {
  const seen = new Set<string>();
  let pending: PendingEdit[] = [];
  let at = 0;
  while (at < where.lines.length || pending.length > 0) {
    const score = where.lines[at]?.score ?? 0;
    const opened = new Map<string, RankedEdit>();
    for (; at < where.lines.length && (where.lines[at]?.score ?? 0) === score; at++) {
      const line = where.lines[at];
      const file = line && where.files.get(line.path);
      if (file) collect(line, file, observed, { seen, opened });
    }
    for (const key of opened.keys()) seen.add(key);
    pending = [...pending, ...inTurns([...opened.values()])].sort(byOrder);
    const bound = (where.lines[at]?.score ?? 0) * highestPrior;
    const cut = pending.findIndex(({ order }) => order < bound);
    const ready = cut < 0 ? pending : pending.slice(0, cut);
    pending = cut < 0 ? [] : pending.slice(cut);
    yield* ready;
  }
}

function inTurns(edits: RankedEdit[]): readonly PendingEdit[] {
  const counts = new Map<string, number>();
  const next = (key: string): number => {
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return count;
  };
  return edits.sort(byRank).map((ranked) => {
    const { operator, line, path } = ranked.edit;
    const share = furtherShares.line ** next(`${operator} ${path}:${line}`) * furtherShares.lines ** next(operator);
    return { ...ranked, order: ranked.score * Math.max(leastShare, share) };
  });
}

interface Sink {
  readonly seen: ReadonlySet<string>;
  readonly opened: Map<string, RankedEdit>;
}

function collect(line: SuspiciousLine, file: ParsedFile, observed: Observation, { seen, opened }: Sink): void {
  for (const node of file.byRow.get(line.line - 1) ?? []) {
    if (node.type === 'comment') continue;
    const site = siteOf(file, node, observed);
    const quiet = observed.concernsErrors ? 1 : errorPath(node, file);
    const idle = site.visible().filter(({ uses, kind }) => uses === 0 && kind !== 'module');
    for (const operator of allOperators) {
      if (file.profile.operators?.has(operator.name) === false) continue;
      for (const draft of operator.drafts(site)) {
        const edit = trimEdit(editOf(draft, operator, { file, line, observed }), file.source);
        if (isNothing(edit, file)) continue;
        const key = keyOf(edit, file.source);
        const share = quiet * (isRepetitive(node, draft, file) ? repetitiveShare : usesAny(idle, edit));
        const score = line.score * Math.min(highestPrior, edit.prior * share);
        // Several operators can come to the same text: the one that has most reason to counts.
        if (!seen.has(key) && (opened.get(key)?.score ?? -1) < score) opened.set(key, { edit, score });
      }
    }
  }
}

/** The same for edits that give the same text: what is put in is moved to the front as far as it can be. */
function keyOf({ path, startIndex, endIndex, replacement }: CandidateEdit, source: string): string {
  let [start, text] = [startIndex, replacement];
  if (startIndex === endIndex)
    while (start > 0 && text.length > 0 && source[start - 1] === text.at(-1)) {
      text = text.slice(-1) + text.slice(0, -1);
      start--;
    }
  return `${path}\0${start}\0${endIndex - startIndex}\0${text}`;
}

/** What only throws has little to do with a wrong value: less than 1 there. */
function errorPath(node: SyntaxNode, { profile }: ParsedFile): number {
  for (let at: SyntaxNode | undefined = node; at && !profile.functionTypes.has(at.type); at = at.parent) {
    if (/^(throw|raise)_statement$/.test(at.type)) return 0.3;
    const body = at.type === 'if_statement' ? childOf(at, 'consequence') : undefined;
    const first = body && (profile.blockTypes.has(body.type) ? namedChildren(body)[0] : body);
    if (first && /^(throw|raise)_statement$/.test(first.type)) return 0.5;
    if (profile.statementTypes.has(at.type) && at !== node) return 1;
  }
  return 1;
}

/** A name that nothing reads was meant to be read somewhere: more than 1 for an edit that does. */
function usesAny(idle: readonly ScopeName[], { replacement }: CandidateEdit): number {
  if (idle.length === 0) return 1;
  const words = wordsIn(replacement);
  return idle.some(({ name }) => words.includes(name)) ? 1.5 : 1;
}

const wordsIn = (text: string): readonly string[] => text.match(/[A-Za-z_$][\w$]*/g) ?? [];

/** What is left of the score of an edit that makes two sides or elements the same. */
const repetitiveShare = 0.3;
const listTypes = /^(tuple|list|array|set|arguments|argument_list)$/;

/** The edit makes a side of an operator, an element or an argument say what its neighbour says already: `x - x`, `max(a, a)`. */
function isRepetitive(node: SyntaxNode, draft: EditDraft, { source }: ParsedFile): boolean {
  if (draft.startIndex < node.startIndex || draft.endIndex > node.endIndex) return false;
  const edited = ({ startIndex, endIndex }: SyntaxNode): string =>
    plain(source.slice(startIndex, draft.startIndex) + draft.replacement + source.slice(draft.endIndex, endIndex));
  let at = node;
  for (let climbed = 0; at.parent && climbed < 3; climbed++, at = at.parent) {
    const parts = binaryParts(at.parent);
    const isSum = parts !== undefined && /^[+*]$/.test(parts.operator.type);
    const beside = parts ? [parts.left, parts.right] : listTypes.test(at.parent.type) ? namedChildren(at.parent) : [];
    const others = beside.filter((each) => each !== at && each.endIndex - each.startIndex > 1);
    if (!isSum && others.some((each) => plain(source.slice(each.startIndex, each.endIndex)) === edited(at)))
      return true;
  }
  return false;
}

/** Without a sign in front, and without spaces. */
const plain = (text: string): string => text.replace(/^[-+!]\s*|\s+/g, '');

interface Place {
  readonly file: ParsedFile;
  readonly line: SuspiciousLine;
  readonly observed: Observation;
}

function editOf(draft: EditDraft, operator: EditOperator, { file, line, observed }: Place): CandidateEdit {
  const family = draft.family ?? operator.family;
  return {
    path: file.path,
    startIndex: draft.startIndex,
    endIndex: draft.endIndex,
    replacement: draft.replacement,
    operator: operator.name,
    family,
    description: draft.description,
    prior: Math.min(highestPrior, draft.prior * editWeight(operator.name) * (observed.factors[family] ?? 1)),
    line: line.line,
  };
}

/** No change at all, or one of white space where white space means nothing. */
function isNothing(edit: CandidateEdit, file: ParsedFile): boolean {
  const old = file.source.slice(edit.startIndex, edit.endIndex);
  if (old === edit.replacement) return true;
  const blank = old.trim() === '' && edit.replacement.trim() === '';
  return blank && file.tree.language !== 'python' && edit.family !== 'text' && edit.operator !== 'constant';
}

function byOrder(a: PendingEdit, b: PendingEdit): number {
  return b.order - a.order || byRank(a, b);
}

function byRank(a: RankedEdit, b: RankedEdit): number {
  return (
    b.score - a.score ||
    size(a) - size(b) ||
    a.edit.path.localeCompare(b.edit.path) ||
    a.edit.startIndex - b.edit.startIndex ||
    (a.edit.replacement < b.edit.replacement ? -1 : 1)
  );
}

function size({ edit }: RankedEdit): number {
  return edit.endIndex - edit.startIndex + edit.replacement.length;
}
