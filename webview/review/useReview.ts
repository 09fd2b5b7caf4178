import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { isAbort, messageOf } from '../../src/base/errors.ts';
import type { ReviewContract } from '../../src/protocol/review.ts';
import type { Client } from '../../src/protocol/rpc.ts';
import type {
  AcceptResult,
  CommentView,
  ConflictView,
  Decision,
  ReviewView,
  UndoResult,
} from '../../src/protocol/runView.ts';
import { t } from '../shared/texts.ts';
import type { Notice } from './notice.ts';
import { type Word, withDecisions, withSameParts } from './reviewModel.ts';
import { type Merge, type RefusedAccept, useMerge } from './useMerge.ts';

/** The review on screen and everything that can be done with it. */
export interface Review {
  readonly view: ReviewView | undefined;
  readonly notice: Notice | undefined;
  readonly conflicts: readonly ConflictView[];
  /** How hunks and what contradicts them could become one. */
  readonly merge: Merge;
  readonly busy: boolean;
  refetch(): void;
  decide(hunkIds: readonly string[], decision: Decision, reason?: string): void;
  /** Writes accepted hunks into the workspace: these, or all that are not applied yet. */
  apply(hunkIds?: readonly string[]): void;
  /** Takes back everything that was applied, or these hunks. */
  undo(hunkIds?: readonly string[]): void;
  /** Rejects hunks and lets an agent try again in their place. */
  retry(hunkIds: readonly string[], reason: string): void;
  comment(hunkId: string, comment: CommentView): void;
  /** Makes another of the edits that the tests allow the proposal. */
  choose(number: number): void;
  openAll(): void;
  openDiff(path: string): void;
  openFile(path: string, line: number): void;
  showOutput(): void;
  discard(): void;
}

const forever = new AbortController().signal;

/** Fetches the review, keeps it fresh, and sends what the person does. */
export function useReview(client: Client<ReviewContract>): Review {
  const [notice, setNotice] = useState<Notice>();
  const [conflicts, setConflicts] = useState<readonly ConflictView[]>([]);
  const [refused, setRefused] = useState<RefusedAccept>();
  const [busy, setBusy] = useState(0);
  const failed = useCallback((error: unknown) => {
    if (!isAbort(error)) setNotice({ tone: 'bad', text: messageOf(error) });
  }, []);
  const { view, refetch, decide, decided } = useFetched(client, failed);

  /** Runs an action with the buttons off, tells its failure, and reads the review again. Never rejects. */
  const act = async (action: () => Promise<void>) => {
    setBusy((count) => count + 1);
    setNotice(undefined);
    try {
      // What is done with decisions is done with all that are shown.
      await decided();
      await action();
    } catch (error) {
      failed(error);
    }
    await refetch();
    setBusy((count) => count - 1);
  };

  const tell = (said: Notice, left: readonly ConflictView[], of?: RefusedAccept) => {
    setNotice(said);
    setConflicts(left);
    setRefused(left.length > 0 ? of : undefined);
  };
  const merge = useMerge(client, {
    refused,
    setNotice,
    act,
    accepted: (result) => tell(tellAccept(result), result.conflicts, refused),
  });

  return {
    view,
    notice,
    conflicts,
    merge,
    busy: busy > 0,
    refetch: () => void refetch(),
    decide: (hunkIds, decision, reason) => {
      setNotice(undefined);
      void decide(hunkIds, { decision, reason });
    },
    apply: (hunkIds) =>
      void act(async () => {
        const result = await client.call('accept', { hunkIds }, forever);
        if (result) tell(tellAccept(result), result.conflicts, { hunkIds });
      }),
    retry: (hunkIds, reason) =>
      void act(async () => {
        const begun = await client.call('retry', { hunkIds, reason }, forever);
        if (!begun) setNotice({ tone: 'warn', text: t('Rejected. The reason is kept; nothing was sent.') });
      }),
    comment: (hunkId, comment) =>
      void act(async () => void (await client.call('comment', { hunkId, ...comment }, forever))),
    choose: (number) =>
      void act(async () => {
        await client.call('choose', { number }, forever);
        setNotice({ tone: 'good', text: t('Choice {0} is proposed now. Nothing was written.', number) });
      }),
    openAll: () => void act(async () => void (await client.call('openAll', null, forever))),
    undo: (hunkIds) =>
      void act(async () => {
        const result = await client.call('undo', { hunkIds }, forever);
        if (result) tell(tellUndo(result), result.conflicts);
      }),
    openDiff: (path) => void act(async () => void (await client.call('openDiff', { path }, forever))),
    openFile: (path, line) => void act(async () => void (await client.call('openFile', { path, line }, forever))),
    showOutput: () => void act(async () => void (await client.call('showOutput', null, forever))),
    discard: () => void act(async () => void (await client.call('discard', null, forever))),
  };
}

/**
 * The review as it was fetched last, with what was decided since: that is shown at once, with no button off meanwhile, and taken
 * back when it fails.
 */
function useFetched(client: Client<ReviewContract>, failed: (error: unknown) => void) {
  const [view, setView] = useState<ReviewView>();
  const newest = useRef(0);
  const fetched = useRef<ReviewView>(undefined);
  const unrecorded = useRef(new Map<string, Word>());
  const recordings = useRef(new Set<Promise<void>>());
  const show = useCallback(() => setView(fetched.current && withDecisions(fetched.current, unrecorded.current)), []);

  /** Never rejects. */
  const refetch = useCallback(async () => {
    const turn = ++newest.current;
    try {
      const found = await client.call('getReview', null, forever);
      if (turn !== newest.current) return;
      fetched.current = withSameParts(found, fetched.current);
      show();
    } catch (error) {
      failed(error);
    }
  }, [client, show, failed]);

  useEffect(() => {
    void refetch();
    // Decisions change the review too: it is read once they are on record, not in between as well.
    const changed = client.on('didChangeReview', () => recordings.current.size === 0 && void refetch());
    return () => changed.dispose();
  }, [client, refetch]);

  /** Never rejects. */
  const record = async (hunkIds: readonly string[], word: Word) => {
    try {
      await client.call('decide', { hunkIds, ...word }, forever);
    } catch (error) {
      failed(error);
    }
    forget(unrecorded.current, word);
  };
  const decide = async (hunkIds: readonly string[], word: Word) => {
    for (const hunkId of hunkIds) unrecorded.current.set(hunkId, word);
    show();
    const recording = record(hunkIds, word);
    recordings.current.add(recording);
    await recording;
    recordings.current.delete(recording);
    // With more of them under way the last one reads for all.
    if (recordings.current.size === 0) await refetch();
    // A word that was refused is not shown any more, even when the review cannot be read.
    show();
  };
  /** Ends when every decision is on record, or refused. */
  const decided = async () => void (await Promise.all(recordings.current));
  return { view, refetch, decide, decided };
}

/** Drops what is on record now, or refused; not what was said of the same hunks later. */
function forget(unrecorded: Map<string, Word>, word: Word): void {
  for (const [hunkId, one] of unrecorded) if (one === word) unrecorded.delete(hunkId);
}

function tellAccept({ applied, conflicts }: AcceptResult): Notice {
  const hunks = applied.reduce((sum, file) => sum + file.hunks, 0);
  const places = applied.map(({ path }) => path).join(', ');
  const done = hunks === 1 ? t('Applied 1 change to {0}.', places) : t('Applied {0} changes to {1}.', hunks, places);
  if (conflicts.length === 0)
    return hunks === 0
      ? { tone: 'warn', text: t('There was nothing to apply.') }
      : { tone: 'good', text: done, undo: true };
  const kept = t(
    'You changed {0} since the run began; what no longer fits is shown below. Nothing was written.',
    conflicts.map(({ path }) => path).join(', '),
  );
  return { tone: 'warn', text: hunks === 0 ? kept : `${done} ${kept}`, undo: hunks > 0 };
}

function tellUndo({ restored, conflicts }: UndoResult): Notice {
  if (conflicts.length > 0)
    return {
      tone: 'warn',
      text: t('{0} was changed since and is left as it is.', conflicts.map(({ path }) => path).join(', ')),
    };
  return restored.length === 0
    ? { tone: 'warn', text: t('There was nothing to undo.') }
    : { tone: 'good', text: t('Put back as before: {0}.', restored.join(', ')) };
}
