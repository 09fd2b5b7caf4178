import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { isAbort, messageOf } from '../../src/base/errors.ts';
import type { ReviewContract } from '../../src/protocol/review.ts';
import type { Client } from '../../src/protocol/rpc.ts';
import type { AcceptResult, ConflictView, Decision, ReviewView, UndoResult } from '../../src/protocol/runView.ts';
import { t } from '../shared/texts.ts';

/** A line under the header: what was just done, or what went wrong. */
export interface Notice {
  readonly tone: 'good' | 'bad' | 'warn';
  readonly text: string;
  readonly undo?: boolean;
}

/** The review on screen and everything that can be done with it. */
export interface Review {
  readonly view: ReviewView | undefined;
  readonly notice: Notice | undefined;
  readonly conflicts: readonly ConflictView[];
  readonly busy: boolean;
  refetch(): void;
  decide(hunkIds: readonly string[], decision: Decision, reason?: string): void;
  /** Writes accepted hunks into the workspace: these, or all that are not applied yet. */
  apply(hunkIds?: readonly string[]): void;
  undo(): void;
  openDiff(path: string): void;
  openFile(path: string, line: number): void;
  showOutput(): void;
  discard(): void;
}

const forever = new AbortController().signal;

/** Fetches the review, keeps it fresh, and sends what the person does. */
export function useReview(client: Client<ReviewContract>): Review {
  const [view, setView] = useState<ReviewView>();
  const [notice, setNotice] = useState<Notice>();
  const [conflicts, setConflicts] = useState<readonly ConflictView[]>([]);
  const [busy, setBusy] = useState(false);
  const newest = useRef(0);

  const refetch = useCallback(async () => {
    const turn = ++newest.current;
    try {
      const found = await client.call('getReview', null, forever);
      if (turn === newest.current) setView(found);
    } catch (error) {
      if (!isAbort(error)) setNotice({ tone: 'bad', text: messageOf(error) });
    }
  }, [client]);

  useEffect(() => {
    void refetch();
    const changed = client.on('didChangeReview', () => void refetch());
    return () => changed.dispose();
  }, [client, refetch]);

  /** Runs an action with the buttons off, tells its failure, and reads the review again. Never rejects. */
  const act = async (action: () => Promise<void>) => {
    setBusy(true);
    setNotice(undefined);
    try {
      await action();
    } catch (error) {
      if (!isAbort(error)) setNotice({ tone: 'bad', text: messageOf(error) });
    }
    await refetch();
    setBusy(false);
  };

  const show = (said: Notice, left: readonly ConflictView[]) => {
    setNotice(said);
    setConflicts(left);
  };

  return {
    view,
    notice,
    conflicts,
    busy,
    refetch: () => void refetch(),
    decide: (hunkIds, decision, reason) =>
      void act(async () => {
        await client.call('decide', { hunkIds, decision, reason }, forever);
      }),
    apply: (hunkIds) =>
      void act(async () => {
        const result = await client.call('accept', { hunkIds }, forever);
        if (result) show(tellAccept(result), result.conflicts);
      }),
    undo: () =>
      void act(async () => {
        const result = await client.call('undo', null, forever);
        if (result) show(tellUndo(result), result.conflicts);
      }),
    openDiff: (path) => void act(async () => void (await client.call('openDiff', { path }, forever))),
    openFile: (path, line) => void act(async () => void (await client.call('openFile', { path, line }, forever))),
    showOutput: () => void act(async () => void (await client.call('showOutput', null, forever))),
    discard: () => void act(async () => void (await client.call('discard', null, forever))),
  };
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
