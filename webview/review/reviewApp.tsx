import { useState } from 'preact/hooks';
import type { ReviewContract } from '../../src/protocol/review.ts';
import type { ReviewFileView, ReviewView } from '../../src/protocol/runView.ts';
import type { Host } from '../shared/host.ts';
import { Icon } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import { ActionBar } from './actionBar.tsx';
import { ConflictList } from './conflictList.tsx';
import { KeysDialog, ReasonDialog } from './dialogs.tsx';
import { EvidenceBar } from './evidenceBar.tsx';
import { FileTree } from './fileTree.tsx';
import { HunkCard } from './hunkCard.tsx';
import { orderFiles, standingOf } from './reviewModel.ts';
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
  const [dialog, setDialog] = useState<'reason' | 'keys'>();
  const { current, currentId, decide } = walk;
  const openDiff = () => {
    if (current) review.openDiff(current.file.path);
  };
  useKeys({
    ...walk.keys,
    o: openDiff,
    R: () => current && setDialog('reason'),
    '?': () => setDialog('keys'),
  });
  return (
    <div class="review">
      <EvidenceBar view={view} />
      <NoticeLine review={review} />
      <Body review={review} view={view} walk={walk} />
      <ActionBar
        view={view}
        review={review}
        standing={standingOf(view, walk.chosen)}
        hasCurrent={current !== undefined}
        onReason={() => setDialog('reason')}
        onDiff={openDiff}
        onKeys={() => setDialog('keys')}
      />
      {dialog === 'keys' && <KeysDialog onClose={() => setDialog(undefined)} />}
      {dialog === 'reason' && (
        <ReasonDialog
          onClose={() => setDialog(undefined)}
          onSend={(reason) => {
            setDialog(undefined);
            decide(currentId, 'rejected', reason.trim());
          }}
        />
      )}
    </div>
  );
}

function Body({ review, view, walk }: { readonly review: Review; readonly view: ReviewView; readonly walk: Walk }) {
  const files = orderFiles(view.files);
  return (
    <div class="body">
      {files.length > 0 && <FileTree files={files} currentPath={walk.current?.file.path} onPick={walk.goToFile} />}
      <main class="changes" aria-label={t('Changes')}>
        <ConflictList conflicts={review.conflicts} view={view} review={review} />
        {files.length === 0 && <p class="empty">{emptyText(view)}</p>}
        {files.map((file) => (
          <section key={file.path} class="file-section" aria-label={file.path}>
            <FileHead file={file} />
            {walk.hunks
              .filter((placed) => placed.file.path === file.path)
              .map((placed) => (
                <HunkCard key={placed.hunk.hunkId} placed={placed} walk={walk} busy={review.busy} />
              ))}
          </section>
        ))}
        <Refused view={view} />
      </main>
    </div>
  );
}

function emptyText({ run }: ReviewView): string {
  if (run.status === 'running') return t('Nothing is proposed yet.');
  return run.line === '' ? t('This run proposes no change.') : run.line;
}

function FileHead({ file }: { readonly file: ReviewFileView }) {
  const kinds = { added: t('new file'), modified: '', deleted: t('deleted') };
  return (
    <div class="file-head">
      <h2>{file.path}</h2>
      {kinds[file.kind] !== '' && <span class="quiet">{kinds[file.kind]}</span>}
      {file.binary && <span class="quiet">{t('binary, not shown')}</span>}
      {file.risk !== undefined && (
        <span class="risk">
          <Icon name="warning" tone="warn" /> {file.risk}
        </span>
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
            <button type="button" class="plain" onClick={review.undo}>
              {t('Undo')}
            </button>
          )}
        </p>
      )}
    </div>
  );
}

function Refused({ view }: { readonly view: ReviewView }) {
  if (view.refused.length === 0) return null;
  return (
    <section class="refused">
      <h2>{t('Left out of the proposal')}</h2>
      <ul>
        {view.refused.map(({ path, why }) => (
          <li key={path}>
            <code>{path}</code> <span class="quiet">{why}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
