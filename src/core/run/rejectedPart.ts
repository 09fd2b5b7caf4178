import type { Hunk } from '../patch/hunks.ts';
import type { HunkComment } from './reviewState.ts';

/** A hunk that a person rejected, as an agent is told of it. */
export interface RejectedHunk {
  readonly path: string;
  /** Absent for a file that is decided as a whole and not shown as text. */
  readonly hunk: Hunk | undefined;
}

/** Rejected hunks as text for an agent: where they are, their lines, why they were rejected, and what was said of their lines. */
export function describeRejected(
  hunks: readonly RejectedHunk[],
  { reason, comments }: { readonly reason: string; readonly comments: readonly HunkComment[] },
): string {
  const parts = hunks.map(({ path, hunk }) => {
    if (!hunk) return `${path} (the whole file)`;
    const signs = { context: ' ', added: '+', removed: '-' } as const;
    const rows = hunk.rows.map(({ kind, text }) => `${signs[kind]}${text}`);
    const said = comments
      .filter(({ hunkId }) => hunkId === hunk.id)
      .map(({ side, line, text }) => `Line ${line} (${side === 'old' ? 'before' : 'after'} the change): ${text}`);
    return [`${path}, line ${hunk.oldStart}`, ...rows, ...said].join('\n');
  });
  return [`Why: ${reason === '' ? 'no reason was given' : reason}`, ...parts].join('\n\n');
}
