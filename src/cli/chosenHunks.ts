import { CodedError } from '../base/errors.ts';
import type { ReviewView } from '../protocol/runView.ts';
import { namedHunks } from './namedHunks.ts';
import { readFirst } from './readFirst.ts';

/**
 * The hunks that a command line names, or every hunk that was not rejected. Throws `run.noProposal`, `usage.decideFirst` for files
 * that stand apart and were not named, and `usage.unknownHunk`.
 */
export function chosenHunks(review: ReviewView, named: string | undefined): readonly string[] {
  const hunks = review.files.flatMap((file) => file.hunks);
  if (hunks.length === 0)
    throw new CodedError('run.noProposal', 'This run has no proposal to apply.', {
      hint: `See: loopwright show ${review.run.runId}`,
    });
  const apart = readFirst(review);
  if (named === undefined && apart) {
    throw new CodedError('usage.decideFirst', `${apart.path} is not applied unasked. ${apart.risk ?? ''}`.trim(), {
      hint: `Decide on it: loopwright review ${review.run.runId}   or name the hunks: --hunks ${hunks.map((_, i) => i + 1).join(',')}`,
    });
  }
  if (named === undefined) return hunks.filter(({ decision }) => decision !== 'rejected').map(({ hunkId }) => hunkId);
  return namedHunks(review, named);
}
