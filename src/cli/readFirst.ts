import type { ReviewFileView, ReviewView } from '../protocol/runView.ts';

/** The first file that stands apart (tests, or what can run code on this machine) and has hunks that nobody has decided on. */
export function readFirst(
  { files }: ReviewView,
  { mayAddTests }: { readonly mayAddTests: boolean } = { mayAddTests: false },
): ReviewFileView | undefined {
  return files.find(
    ({ risk, hunks, addsTestsOnly }) =>
      risk !== undefined &&
      !(mayAddTests && addsTestsOnly) &&
      hunks.some(({ decision, applied }) => decision === 'undecided' && !applied),
  );
}
