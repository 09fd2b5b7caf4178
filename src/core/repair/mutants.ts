import { applyEdits, type CandidateEdit, trimEdit } from './candidateEdit.ts';
import { type EditDraft, type EditOperator, type EditSite, type ParsedFile, replaceNode, siteOf } from './editSite.ts';
import { observeFailures } from './observation.ts';
import { argumentEdits } from './operators/argumentEdits.ts';
import { arithmeticEdits } from './operators/arithmeticEdits.ts';
import { constantEdits } from './operators/constantEdits.ts';
import { logicalEdits } from './operators/logicalEdits.ts';
import { offByOneEdits } from './operators/offByOneEdits.ts';
import { relationalEdits } from './operators/relationalEdits.ts';
import { siblingEdits } from './operators/siblingEdits.ts';
import { statementEdits } from './operators/statementEdits.ts';
import { createProject } from './project.ts';
import { isTestPath, type SourceFiles } from './sourceFiles.ts';
import type { SyntaxParser } from './syntaxParser.ts';
import { enclosing } from './syntaxWalk.ts';

/** An implementation with one small defect put in. */
export interface Mutant {
  /** Counts from 1. */
  readonly number: number;
  readonly path: string;
  /** First line is 1. */
  readonly line: number;
  readonly operator: string;
  /** For a person: ``replaces `<` with `<=` ``. */
  readonly description: string;
  /** The whole file as it is and as the mutant has it. */
  readonly before: string;
  readonly after: string;
}

/** Where mutants are wanted, by path; lines count from 1. Lines of tests never give any. */
export interface MutantRequest {
  readonly sources: SourceFiles;
  readonly lines: ReadonlyMap<string, ReadonlySet<number>>;
  /** Lines that come first: what a change has written. */
  readonly preferred?: ReadonlyMap<string, ReadonlySet<number>>;
  readonly parser: SyntaxParser;
  /** The same seed and files give the same mutants. */
  readonly seed: number;
  readonly max: number;
}

/** The value that a function gives is lost: the bluntest mutant there is, and the surest to be noticed. */
const lostResult: EditOperator = {
  name: 'lostResult',
  family: 'return',
  *drafts(site) {
    const { node, profile } = site;
    const { nothing } = profile.words;
    if (site.slot === 'return' && site.text(node) !== nothing) yield replaceNode(site, node, nothing, 0.5);
  },
};

/** A text that reads otherwise. Not in an error's message, which tests rightly leave alone. */
const otherText: EditOperator = {
  name: 'otherText',
  family: 'text',
  *drafts(site) {
    const { node } = site;
    if (!/^(string_fragment|string_content)$/.test(node.type)) return;
    if (enclosing(node, new Set(['throw_statement', 'raise_statement', 'import_statement']))) return;
    yield replaceNode(site, node, `${site.text(node)}x`, 0.3);
  },
};

/**
 * The repair operators turned round: what mends a small defect makes one. Those that add a guard, a copy or a name are
 * left out, because what they make is too often the same program.
 */
const operators: readonly EditOperator[] = [
  lostResult,
  relationalEdits,
  logicalEdits,
  arithmeticEdits,
  constantEdits,
  offByOneEdits,
  siblingEdits,
  argumentEdits,
  statementEdits,
  otherText,
];

/** Most edits of one line that are looked at; the rest would only be more of the same. */
const mostOfLine = 40;

/**
 * Picks mutants of the lines, spread over lines and kinds of defect: each line gives one before any gives a second, and the
 * kind used least so far goes first. None brings a syntax error that was not there.
 */
export async function makeMutants(request: MutantRequest, signal: AbortSignal): Promise<readonly Mutant[]> {
  const project = createProject(request.sources, request.parser);
  const random = createRandom(request.seed);
  const pools: Pool[] = [];
  for (const [path, lines] of [...request.lines].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const file = isTestPath(path) ? undefined : await project.load(path, signal);
    // A language with few operators has too few for a measure.
    if (!file || file.profile.operators) continue;
    for (const line of [...lines].sort((a, b) => a - b)) {
      const edits = shuffle(editsOfLine(file, line), random);
      const first = request.preferred?.get(path)?.has(line) ?? false;
      if (edits.length > 0) pools.push({ file, edits, rank: (first ? 0 : 1) + random() });
    }
  }
  pools.sort((a, b) => a.rank - b.rank);
  return pick(pools, request, signal);
}

interface Pool {
  readonly file: ParsedFile;
  readonly edits: CandidateEdit[];
  readonly rank: number;
}

async function pick(
  pools: readonly Pool[],
  { parser, max }: MutantRequest,
  signal: AbortSignal,
): Promise<readonly Mutant[]> {
  const chosen: Mutant[] = [];
  const used = new Map<string, number>();
  for (let left = true; left && chosen.length < max; ) {
    left = false;
    for (const { file, edits } of pools) {
      if (chosen.length >= max) break;
      const edit = takeRarest(edits, used);
      if (!edit) continue;
      left = true;
      const after = applyEdits(file.source, [edit]);
      if ((await parser.countErrors(file.tree.language, after, signal)) > file.tree.errors) continue;
      used.set(edit.operator, (used.get(edit.operator) ?? 0) + 1);
      const { path, line, operator, description } = edit;
      chosen.push({ number: chosen.length + 1, path, line, operator, description, before: file.source, after });
    }
  }
  return chosen;
}

/** The kind used least so far. A lost result counts half: it shows most with one run of the tests, and the first can be of a branch not taken. */
function takeRarest(edits: CandidateEdit[], used: ReadonlyMap<string, number>): CandidateEdit | undefined {
  const cost = ({ operator }: CandidateEdit): number =>
    operator === lostResult.name ? (used.get(operator) ?? 0) / 2 - 0.1 : (used.get(operator) ?? 0) + 0.5;
  let best = 0;
  for (const [at, edit] of edits.entries()) if (cost(edit) < cost(edits[best] ?? edit)) best = at;
  return edits.splice(best, 1)[0];
}

const nothingObserved = observeFailures([]);

function editsOfLine(file: ParsedFile, line: number): CandidateEdit[] {
  const found = new Map<string, CandidateEdit>();
  for (const node of file.byRow.get(line - 1) ?? []) {
    if (node.type === 'comment' || !enclosing(node, file.profile.functionTypes)) continue;
    const site = siteOf(file, node, nothingObserved);
    for (const operator of operators)
      for (const draft of operator.drafts(site)) {
        if (found.size >= mostOfLine || !changesMeaning(draft, operator, site)) continue;
        const edit = trimEdit(
          { ...draft, path: file.path, line, operator: operator.name, family: familyOf(draft, operator) },
          file.source,
        );
        found.set(`${edit.startIndex}:${edit.endIndex}:${edit.replacement}`, edit);
      }
  }
  return [...found.values()];
}

const familyOf = (draft: EditDraft, operator: EditOperator) => draft.family ?? operator.family;

/** False for drafts that often leave the program the same: operands turned, a condition made safer, a statement added. */
function changesMeaning(draft: EditDraft, operator: EditOperator, site: EditSite): boolean {
  const old = site.file.source.slice(draft.startIndex, draft.endIndex);
  const plain = (text: string): string => text.replace(/[\s();]/g, '');
  if (plain(old) === plain(draft.replacement) && operator !== otherText) return false;
  // One more argument is passed over, or the call fails; a zero has no sign that counts.
  if (/^passes .* as one more argument/.test(draft.description) || /^-0(\.0*)?$/.test(draft.replacement)) return false;
  const family = familyOf(draft, operator);
  if (family === 'order' || family === 'await' || family === 'wrap') return false;
  if (operator === statementEdits) return family === 'deletion';
  const negation = site.profile.words.not(old);
  return operator !== logicalEdits || draft.replacement === negation || draft.replacement.length <= old.length + 2;
}

/** Mulberry32 (Tommy Ettinger, public domain): small, and enough for shuffling. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffle<T>(list: readonly T[], random: () => number): T[] {
  const out = [...list];
  for (let at = out.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    const [a, b] = [out[at], out[other]];
    if (a !== undefined && b !== undefined) [out[at], out[other]] = [b, a];
  }
  return out;
}
