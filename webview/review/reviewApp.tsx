import { useState } from 'preact/hooks';
import type { ReviewContract } from '../../src/protocol/review.ts';
import type { ReviewView } from '../../src/protocol/runView.ts';
import type { Host } from '../shared/host.ts';
import { Icon } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import { ActionBar } from './actionBar.tsx';
import { Changes } from './changes.tsx';
import { CommentDialog, KeysDialog, ReasonDialog } from './dialogs.tsx';
import { EvidenceBar } from './evidenceBar.tsx';
import type { SaidAt } from './hunkCard.tsx';
import { placeOf } from './hunkRows.tsx';
import { type PlacedHunk, standingOf } from './reviewModel.ts';
import { useKeys } from './useKeys.ts';
import { type Review, useReview } from './useReview.ts';
import { useWalk, type Walk } from './useWalk.ts';

/** The Review panel. */
export function ReviewApp({ host }: { readonly host: Host<ReviewContract> }) {
  const review = useReview(host.client);
  if (review.view) return <Loaded host={host} review={review} view={review.view} />;
  return (
    <div class="empty" role="status">
      {review.notice ? <NoticeLine review={review} /> : t('Reading the run…')}
      {review.notice && (
        <button type="button" onClick={review.refetch}>
          {t('Try Again')}
        </button>
      )}
    </div>
  );
}

interface LoadedProps {
  readonly host: Host<ReviewContract>;
  readonly review: Review;
  readonly view: ReviewView;
}

function Loaded({ host, review, view }: LoadedProps) {
  const walk = useWalk(host, review, view);
  const [dialog, setDialog] = useState<Dialog>();
  const { current, currentId } = walk;
  const close = () => setDialog(undefined);
  const openDiff = () => {
    if (current) review.openDiff(current.file.path);
  };
  useKeys({
    ...walk.keys,
    o: openDiff,
    R: () => current && setDialog({ kind: 'reason', hunkId: current.hunk.hunkId }),
    c: () => current && setDialog(commentOn(current)),
    m: review.openAll,
    '/': () => document.getElementById('filter')?.focus(),
    '?': () => setDialog({ kind: 'keys' }),
  });
  return (
    <div class="review">
      <EvidenceBar view={view} />
      <NoticeLine review={review} />
      <Revisions view={view} />
      <Changes
        review={review}
        view={view}
        walk={walk}
        onRetry={(hunkId) => setDialog({ kind: 'reason', hunkId })}
        onComment={(at) => setDialog({ kind: 'comment', at })}
      />
      <ActionBar
        view={view}
        review={review}
        standing={standingOf(view, walk.chosen)}
        hasCurrent={current !== undefined}
        onReason={() => currentId !== undefined && setDialog({ kind: 'reason', hunkId: currentId })}
        onDiff={openDiff}
        onKeys={() => setDialog({ kind: 'keys' })}
      />
      {dialog && <Dialogs dialog={dialog} review={review} view={view} walk={walk} onClose={close} />}
    </div>
  );
}

type Dialog =
  | { readonly kind: 'keys' }
  | { readonly kind: 'reason'; readonly hunkId: string }
  | { readonly kind: 'comment'; readonly at: SaidAt };

/** A comment on the first line that a hunk changes. */
function commentOn({ hunk }: PlacedHunk): Dialog | undefined {
  const row = hunk.rows.find(({ kind }) => kind !== 'context');
  if (!row) return undefined;
  const { side, line } = placeOf(row);
  const said = hunk.comments?.find((one) => one.side === side && one.line === line);
  return { kind: 'comment', at: { hunkId: hunk.hunkId, side, line, text: said?.text ?? '' } };
}

interface DialogProps {
  readonly dialog: Dialog;
  readonly review: Review;
  readonly view: ReviewView;
  readonly walk: Walk;
  readonly onClose: () => void;
}

function Dialogs({ dialog, review, view, walk, onClose }: DialogProps) {
  if (dialog.kind === 'keys') return <KeysDialog onClose={onClose} />;
  const then = (action: () => void) => {
    onClose();
    action();
  };
  if (dialog.kind === 'comment') {
    const { hunkId, side, line, text } = dialog.at;
    const keep = (said: string) => then(() => review.comment(hunkId, { side, line, text: said }));
    return <CommentDialog line={line} before={text} onClose={onClose} onKeep={keep} />;
  }
  const { hunkId } = dialog;
  return (
    <ReasonDialog
      canRetry={view.run.status !== 'running'}
      onClose={onClose}
      onReject={(reason) => then(() => walk.decide(hunkId, 'rejected', reason))}
      onRetry={(reason) => then(() => review.retry([hunkId], reason))}
    />
  );
}

/** The new attempt that goes on, or the last one when it brought nothing. */
function Revisions({ view }: { readonly view: ReviewView }) {
  const last = view.revisions.at(-1);
  return (
    <div class="notice" role="status">
      {last?.state === 'running' && (
        <p>
          <Icon name={view.run.status === 'running' ? 'spin' : 'pause'} tone="note" />{' '}
          {view.run.status === 'running'
            ? t('New attempt {0} running: {1}', last.number, view.run.line)
            : t('New attempt {0} waits: {1}', last.number, view.run.line)}
        </p>
      )}
      {last?.state === 'not-proposed' && (
        <p>
          <Icon name="slash" tone="warn" />{' '}
          {t(
            'Attempt {0} brought nothing: {1}. The proposal is as it was, and your reason is kept.',
            last.number,
            last.why,
          )}
        </p>
      )}
    </div>
  );
}

function NoticeLine({ review }: { readonly review: Review }) {
  const { notice } = review;
  const icons = { good: 'check', warn: 'warning', bad: 'cross' } as const;
  return (
    <div class="notice" role={notice?.tone === 'bad' ? 'alert' : 'status'}>
      {notice && (
        <p>
          <Icon name={icons[notice.tone]} tone={notice.tone} /> {notice.text}{' '}
          {notice.undo && (
            <button type="button" class="plain" onClick={() => review.undo()}>
              {t('Undo')}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
