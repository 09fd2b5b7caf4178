import type { ReviewFileView, ReviewView } from '../protocol/runView.ts';

/** The first file that stands apart (tests, or what can run code on this machine) and has hunks that nobody has decided on. */
export function readFirst({ files }: ReviewView): ReviewFileView | undefined {
  return files.find(
    ({ risk, hunks }) =>
      risk !== undefined && hunks.some(({ decision, applied }) => decision === 'undecided' && !applied),
  );
}
