import type { HashOf, LogEntry, StoredLog } from './logChain.ts';

/** Something that is wrong with a log, at an entry. */
export interface ChainProblem {
  readonly seq: number;
  /**
   * `changed`: its own content; the entry behind it still refers to it as it was. `missing`: there is none with this number.
   * `unlinked`: it does not follow the one before it, so something was put in, taken out or moved here. `unchained`: it has no
   * hash, behind entries that have one.
   */
  readonly kind: 'changed' | 'missing' | 'unlinked' | 'unchained';
  readonly message: string;
}

/** What came of following a chain. */
export interface ChainReport {
  readonly entries: number;
  /** Entries at the beginning that an older version wrote, without a hash. */
  readonly unchained: number;
  /** The last entry that has a hash: to be kept elsewhere. */
  readonly head: { readonly seq: number; readonly hash: string } | undefined;
  readonly problems: readonly ChainProblem[];
}

/** Follows the chain of a run's log from its first entry to its last, and says every place at which it does not hold. */
export function verifyChain({ entries, head, start, hashOf }: StoredLog): ChainReport {
  const problems: ChainProblem[] = [];
  let previous = start;
  let unchained = 0;
  let last: ChainReport['head'];
  for (const [at, entry] of entries.entries()) {
    const { seq, hash } = entry;
    const before = entries[at - 1];
    const missing = gap(before?.seq ?? 0, seq);
    problems.push(...missing);
    if (hash === undefined) {
      if (last)
        problems.push({ seq, kind: 'unchained', message: `entry ${seq} has no hash, and those before it have one` });
      else unchained++;
      continue;
    }
    if (hashOf(previous, entry) !== hash) {
      // What it followed is not here, so nothing can be said of its content.
      const isAlone = missing.length > 0 || (last !== undefined && before?.hash === undefined);
      const isChanged =
        !isAlone && isOwnChange(entries, { at, start, mayLookAround: problems.length < maxLookedAround }, hashOf);
      problems.push(isChanged ? changedAt(seq) : unlinkedAt(seq));
    }
    previous = hash;
    last = { seq, hash };
  }
  problems.push(...atTheEnd(entries, head));
  return { entries: entries.length, unchained, head: last, problems };
}

/** Problems until then are told apart by looking at all entries. */
const maxLookedAround = 20;

/**
 * Whether an entry that does not fit is itself what changed: the entry behind it still follows from its hash, and there is no other
 * entry that it would follow as it is.
 */
function isOwnChange(
  entries: readonly LogEntry[],
  { at, start, mayLookAround }: { readonly at: number; readonly start: string; readonly mayLookAround: boolean },
  hashOf: HashOf,
): boolean {
  const entry = entries[at];
  const next = entries[at + 1];
  if (entry?.hash === undefined) return false;
  if (next && (next.hash === undefined || hashOf(entry.hash, next) !== next.hash)) return false;
  const others = mayLookAround ? [start, ...entries.flatMap(({ hash }) => hash ?? [])] : [];
  return !others.some((other) => hashOf(other, entry) === entry.hash);
}

const changedAt = (seq: number): ChainProblem => ({
  seq,
  kind: 'changed',
  message: `entry ${seq} is not what it was when its hash was written`,
});

const unlinkedAt = (seq: number): ChainProblem => ({
  seq,
  kind: 'unlinked',
  message: `entry ${seq} does not follow the one before it: something was changed, put in, taken out or moved here`,
});

function gap(before: number, seq: number): readonly ChainProblem[] {
  if (seq === before + 1) return [];
  if (seq <= before) return [{ seq, kind: 'unlinked', message: `entry ${seq} stands behind entry ${before}` }];
  return [{ seq: before + 1, kind: 'missing', message: `${sayEntries(before + 1, seq - 1)} missing` }];
}

function atTheEnd(entries: readonly LogEntry[], head: StoredLog['head']): readonly ChainProblem[] {
  if (!head) return [];
  const last = entries.at(-1)?.seq ?? 0;
  if (last < head.seq)
    return [{ seq: last + 1, kind: 'missing', message: `${sayEntries(last + 1, head.seq)} missing at the end` }];
  const { hash } = entries.find(({ seq }) => seq === head.seq) ?? {};
  if (hash === head.hash) return [];
  const message = `entry ${head.seq} is not the one whose hash the store wrote down`;
  return [{ seq: head.seq, kind: 'changed', message }];
}

const sayEntries = (from: number, to: number) => (from === to ? `entry ${from} is` : `entries ${from} to ${to} are`);
