import { CodedError } from '../../base/errors.ts';
import { type Filter, filterOf, filterOfPairs } from './filter.ts';
import type { Fusion } from './fusion.ts';
import type { Strategy } from './planner.ts';

/** Whose context is searched: the person's in all workspaces, that of one workspace, or that of one run. */
export type Scope = 'global' | 'session' | 'task';

export const strategies: readonly Strategy[] = ['auto', 'dense-first', 'sparse-first', 'parallel'];
export const fusions: readonly Fusion[] = ['rrf', 'weighted', 'max', 'late-interaction'];
export const scopes: readonly Scope[] = ['global', 'session', 'task'];

/** A question as it is asked. `text` or `embedding` has to be there. */
export interface ContextQuery {
  readonly text?: string | undefined;
  /** A vector of the index's own embedder and length. */
  readonly embedding?: readonly number[] | undefined;
  /** As JSON; see `filterOf`. */
  readonly filter?: unknown;
  /** `field=value` texts; see `filterOfPairs`. Both filters have to hold where there are two. */
  readonly filterPairs?: readonly string[] | undefined;
  readonly scope?: Scope | undefined;
  readonly k?: number | undefined;
  readonly strategy?: Strategy | undefined;
  readonly fusion?: Fusion | undefined;
  readonly rrfK?: number | undefined;
  readonly denseWeight?: number | undefined;
  readonly sparseWeight?: number | undefined;
  /** How many times k candidates each ranking gives. */
  readonly rerankFactor?: number | undefined;
  /** What it counts that a chunk which names what another defines, or the other way round, was found too; 0 leaves them out. */
  readonly graphWeight?: number | undefined;
  /** The same question then gives the same answer, bit for bit, on the same index. */
  readonly deterministic?: boolean | undefined;
}

/** A question with all that it left open. */
export interface FullQuery {
  readonly text: string | undefined;
  readonly embedding: Float32Array | undefined;
  readonly filter: Filter | undefined;
  readonly scope: Scope;
  readonly k: number;
  readonly strategy: Strategy;
  readonly fusion: Fusion;
  readonly rrfK: number;
  readonly denseWeight: number;
  readonly sparseWeight: number;
  readonly rerankFactor: number;
  readonly graphWeight: number;
  readonly deterministic: boolean;
}

/** What a question means where it says nothing. Weights and constants were found on the tuning half of the retrieval set (docs/benchmarks.md). */
export const queryDefaults = {
  scope: 'session',
  k: 10,
  strategy: 'auto',
  fusion: 'rrf',
  rrfK: 20,
  denseWeight: 0.5,
  sparseWeight: 1,
  rerankFactor: 5,
  graphWeight: 0,
  deterministic: false,
} as const;

const mostResults = 1_000;
const longestText = 10_000;

/** Checks a question and fills in what it left open. Throws `query.*`, which says what to change. */
export function fullQuery(query: ContextQuery): FullQuery {
  const text = query.text?.trim() === '' ? undefined : query.text;
  const embedding = query.embedding === undefined ? undefined : Float32Array.from(query.embedding);
  if (text === undefined && embedding === undefined)
    throw bad('text', 'The question has neither a text nor an embedding.');
  if (text !== undefined && text.length > longestText)
    throw bad('text', `The text is longer than ${longestText} characters.`);
  if (embedding?.some((value) => !Number.isFinite(value)))
    throw bad('embedding', 'The embedding holds something that is no number.');
  return {
    text,
    embedding,
    filter: wholeFilter(query),
    scope: oneOf('scope', query.scope ?? queryDefaults.scope, scopes),
    k: whole('k', query.k ?? queryDefaults.k, mostResults),
    strategy: oneOf('strategy', query.strategy ?? queryDefaults.strategy, strategies),
    fusion: oneOf('fusion', query.fusion ?? queryDefaults.fusion, fusions),
    rrfK: atLeast('rrfK', query.rrfK ?? queryDefaults.rrfK),
    denseWeight: atLeast('denseWeight', query.denseWeight ?? queryDefaults.denseWeight),
    sparseWeight: atLeast('sparseWeight', query.sparseWeight ?? queryDefaults.sparseWeight),
    rerankFactor: whole('rerankFactor', query.rerankFactor ?? queryDefaults.rerankFactor, 100),
    graphWeight: atLeast('graphWeight', query.graphWeight ?? queryDefaults.graphWeight),
    deterministic: query.deterministic ?? queryDefaults.deterministic,
  };
}

function wholeFilter({ filter, filterPairs = [] }: ContextQuery): Filter | undefined {
  const ofPairs = filterOfPairs(filterPairs);
  if (filter === undefined) return ofPairs;
  const ofJson = filterOf(filter);
  return ofPairs ? { kind: 'and', parts: [ofPairs, ofJson] } : ofJson;
}

function oneOf<T extends string>(name: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  throw bad(name, `${name} is one of ${allowed.join(', ')}, not ${JSON.stringify(value)}.`);
}

function whole(name: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw bad(name, `${name} is a whole number from 1 to ${most}, not ${value}.`);
}

function atLeast(name: string, value: number): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw bad(name, `${name} is a number from 0 up, not ${value}.`);
}

function bad(name: string, message: string): CodedError {
  return new CodedError('query.badQuery', message, { hint: 'See: loopwright query --help', details: { name } });
}
