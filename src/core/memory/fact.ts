/**
 * Where a fact holds: everywhere for this person (`global`), in this workspace (`session`), or in one run only (`task`, the run is
 * its `run`).
 */
export type FactScope = 'global' | 'session' | 'task';

/** What a fact is about. `note` is what a person wrote down; all others are written by runs, from what was proved. */
export type FactKind = 'test-command' | 'fix' | 'flaky-test' | 'checkers' | 'note';

/** One thing that is known. Everything but its text stands in the front matter of its file. */
export interface Fact {
  /** The name of its file, without `.md`: lower case, digits, dashes. */
  readonly id: string;
  readonly kind: FactKind;
  /** One line for people, and for search. */
  readonly about: string;
  readonly scope: FactScope;
  /** How it is known, one line. */
  readonly evidence?: string;
  /** The run that proved it last. */
  readonly run?: string;
  /** When it was proved last: ISO 8601, UTC. */
  readonly verified?: string;
  /** How often it was proved, and how often it turned out wrong. */
  readonly confirmed: number;
  readonly refuted: number;
  /** `fix`, `flaky-test`: the tests, by id. */
  readonly tests?: readonly string[];
  /** `fix`: the files that were changed. */
  readonly files?: readonly string[];
  /** `fix`: when a person took the whole change into the workspace; absent while nobody has. */
  readonly accepted?: string;
  /** `test-command`: as a person types it, its folder ('' is the workspace), its runner, and who named it. */
  readonly command?: string;
  readonly folder?: string;
  readonly runner?: string;
  readonly by?: 'given' | 'found';
  /** What is to be said of it, Markdown; a fix has its change here, as a unified diff in a fence. */
  readonly body: string;
}

/** Where a fact lies: `kept` is `.loopwright/memory` of the workspace, which the team reviews; the others are the person's own data. */
export type FactPlace = 'kept' | 'learnt' | 'global';

/** A fact as it was read. `version` names its exact text: a write says which one it replaces. */
export interface StoredFact {
  readonly fact: Fact;
  readonly place: FactPlace;
  readonly text: string;
  readonly version: string;
}

/**
 * How far a fact is to be trusted, 0 to 1: the rule of succession (Laplace), so that one proof counts for something and no number
 * of them for certainty.
 */
export function confidenceOf({ confirmed, refuted }: Pick<Fact, 'confirmed' | 'refuted'>): number {
  return (confirmed + 1) / (confirmed + refuted + 2);
}

/** What turned out wrong as often as right is not used. */
export function isTrusted(fact: Fact): boolean {
  return fact.refuted === 0 || confidenceOf(fact) > 0.5;
}

/** A past fix of one of these very tests. */
export function isAbout({ kind, tests = [] }: Fact, red: readonly string[]): boolean {
  return kind === 'fix' && tests.some((id) => red.includes(id));
}

/** A name for a fact: readable words, and a number that two different subjects practically never share. */
export function factId(kind: FactKind, subject: string): string {
  const words = subject
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const tail = words
    .slice(-40)
    .replace(/^[^-]*-(?=.{12})/, '')
    .replace(/^-+/, '');
  return [kind, tail, fnv(subject)].filter((part) => part !== '').join('-');
}

/** FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv), in hexadecimal: names only, nothing rests on it. */
function fnv(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
