import { CodedError } from '../base/errors.ts';
import type { ReviewView } from '../protocol/runView.ts';

/** How hunks are named on a command line, for the help. */
export const namedHunksHelp = 'Ids of hunks, or their numbers (counted over all files from 1), separated by commas.';

/** The ids of the hunks that a command line names. Throws `usage.unknownHunk`. */
export function namedHunks(review: ReviewView, named: string): readonly string[] {
  const hunks = review.files.flatMap((file) => file.hunks);
  return named.split(',').map((word) => {
    const hunk = hunks.find(({ hunkId }) => hunkId === word.trim()) ?? hunks[Number(word) - 1];
    if (!hunk)
      throw new CodedError('usage.unknownHunk', `There is no hunk ${JSON.stringify(word)} in this proposal.`, {
        hint: `It has ${hunks.length}: ${hunks.map(({ hunkId }) => hunkId).join(', ')}`,
      });
    return hunk.hunkId;
  });
}
