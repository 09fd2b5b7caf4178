import { useMemo, useRef } from 'preact/hooks';
import type { ReviewFileView, ReviewView } from '../../src/protocol/runView.ts';
import { Icon } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import { ChoiceList } from './choiceList.tsx';
import { ConflictList } from './conflictList.tsx';
import { FileTree } from './fileTree.tsx';
import { FilterBar } from './filterBar.tsx';
import { type HunkActions, HunkCard, type SaidAt } from './hunkCard.tsx';
import { isSelected, noFilter, orderFiles, runningFor } from './reviewModel.ts';
import { createNearness } from './useNear.ts';
import type { Review } from './useReview.ts';
import type { Walk } from './useWalk.ts';

interface Props {
  readonly review: Review;
  readonly view: ReviewView;
  readonly walk: Walk;
  readonly onRetry: (hunkId: string) => void;
  readonly onComment: (at: SaidAt) => void;
}

/** More hunks than a screen holds; the others are drawn when they come close to what is in sight. */
const firstDrawn = 12;

/** The files, and every hunk that the filter lets through. */
export function Changes(props: Props) {
  const { review, view, walk } = props;
  const nearness = useMemo(createNearness, []);
  const actions = useActions(props);
  const files = orderFiles(view.files);
  const first = new Set(walk.hunks.slice(0, firstDrawn));
  const all = files.reduce((sum, { hunks }) => sum + hunks.length, 0);
  const inFile = Map.groupBy(walk.hunks, ({ file }) => file.path);
  const shown = files.filter(({ path }) => walk.filter === noFilter || inFile.has(path));
  return (
    <div class="body">
      {files.length > 0 && <FileTree files={shown} currentPath={walk.current?.file.path} onPick={walk.goToFile} />}
      <main class="changes" aria-label={t('Changes')}>
        {view.choices && <ChoiceList choices={view.choices} review={review} />}
        {all > 1 && <FilterBar filter={walk.filter} shown={walk.hunks.length} all={all} onChange={walk.setFilter} />}
        <ConflictList conflicts={review.conflicts} view={view} review={review} />
        {files.length === 0 && <p class="empty">{emptyText(view)}</p>}
        {shown.map((file) => (
          <section key={file.path} class="file-section" aria-label={file.path}>
            <FileHead file={file} />
            {(inFile.get(file.path) ?? []).map((placed) => (
              <HunkCard
                key={placed.hunk.hunkId}
                hunk={placed.hunk}
                path={file.path}
                number={placed.number}
                of={file.hunks.length}
                selected={isSelected(placed, walk.chosen)}
                current={placed.hunk.hunkId === walk.currentId}
                running={runningFor(view, placed.hunk.hunkId) !== undefined}
                runGoesOn={view.run.status === 'running'}
                busy={review.busy}
                revision={view.revisions.find(({ number }) => number === placed.hunk.attempt?.number)}
                first={first.has(placed)}
                nearness={nearness}
                actions={actions}
              />
            ))}
          </section>
        ))}
        <Refused view={view} />
      </main>
    </div>
  );
}

/** The same object at every drawing, so that cards need not be drawn again because of it. */
function useActions(props: Props): HunkActions {
  const latest = useRef(props);
  latest.current = props;
  return useMemo(
    () => ({
      pick: (hunkId) => latest.current.walk.pick(hunkId),
      select: (hunkId, selected) => latest.current.walk.select(hunkId, selected),
      decide: (hunkId, decision) => latest.current.walk.decide(hunkId, decision),
      retry: (hunkId) => latest.current.onRetry(hunkId),
      comment: (at) => latest.current.onComment(at),
    }),
    [],
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
