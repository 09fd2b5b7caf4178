import type { ReviewView } from '../../src/protocol/runView.ts';
import { t } from '../shared/texts.ts';
import type { Standing } from './reviewModel.ts';
import type { Review } from './useReview.ts';

interface Props {
  readonly view: ReviewView;
  readonly review: Review;
  readonly standing: Standing;
  readonly hasCurrent: boolean;
  readonly onReason: () => void;
  readonly onDiff: () => void;
  readonly onKeys: () => void;
}

/** What can be done with the whole proposal. The most likely next step is the strong button. */
export function ActionBar({ view, review, standing, hasCurrent, onReason, onDiff, onKeys }: Props) {
  const { selected, selectedIsProved, acceptedNotApplied, undecided } = standing;
  const running = view.run.status === 'running';
  return (
    <footer class="actions">
      {selected.length > 0 && (
        <button
          type="button"
          class="primary"
          disabled={review.busy}
          onClick={() => review.decide(selected, 'accepted')}
        >
          {selectedIsProved
            ? t('Accept All Proved ({0})', selected.length)
            : t('Accept Selected ({0})', selected.length)}
        </button>
      )}
      {acceptedNotApplied > 0 && (
        <button
          type="button"
          class={selected.length === 0 ? 'primary' : ''}
          disabled={review.busy || view.provisional}
          title={view.provisional ? t('The run has not proposed this yet: it is still being checked.') : ''}
          onClick={() => review.apply()}
        >
          {t('Apply {0} Accepted', acceptedNotApplied)}
        </button>
      )}
      {undecided > 0 && (
        <button type="button" disabled={review.busy || !hasCurrent} onClick={onReason}>
          {t('Reject With Reason…')}
        </button>
      )}
      {view.files.length > 0 && (
        <button type="button" disabled={!hasCurrent} onClick={onDiff}>
          {t('Open in Diff Editor')}
        </button>
      )}
      {view.files.length > 1 && (
        <button type="button" disabled={review.busy} onClick={review.openAll}>
          {t('Open All in Multi-Diff Editor')}
        </button>
      )}
      {view.canUndo && (
        <button type="button" disabled={review.busy} onClick={() => review.undo()}>
          {t('Undo Applied Changes')}
        </button>
      )}
      <span class="gap" />
      <button type="button" class="plain" onClick={review.showOutput}>
        {t('Output')}
      </button>
      <button type="button" class="plain" disabled={review.busy || running} onClick={review.discard}>
        {t('Discard…')}
      </button>
      <button type="button" class="plain" onClick={onKeys}>
        {t('Keys')} <kbd>?</kbd>
      </button>
    </footer>
  );
}
