import type { ConflictView, ReviewView } from '../../src/protocol/runView.ts';
import { Icon } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import { VisibleText } from '../shared/visibleText.tsx';
import { MergeOffer } from './mergeOffer.tsx';
import type { Review } from './useReview.ts';

/** What *Apply the Other N* would write: accepted hunks of files without a conflict. */
function othersOf(view: ReviewView, conflicts: readonly ConflictView[]): readonly string[] {
  const fitting = view.files.filter((file) => !conflicts.some(({ path }) => path === file.path));
  const accepted = fitting.flatMap(({ hunks }) =>
    hunks.filter(({ decision, applied }) => decision === 'accepted' && !applied),
  );
  return accepted.map(({ hunkId }) => hunkId);
}

/** Lines that the person changed since the run began, in both versions. */
export function ConflictList({
  conflicts,
  view,
  review,
}: {
  readonly conflicts: readonly ConflictView[];
  readonly view: ReviewView;
  readonly review: Review;
}) {
  if (conflicts.length === 0) return null;
  const others = othersOf(view, conflicts);
  return (
    <section class="conflicts" aria-label={t('Conflicts')}>
      <h2>
        <Icon name="warning" tone="warn" /> {t('You changed these lines since the run began')}
      </h2>
      {others.length > 0 && (
        <button type="button" disabled={review.busy} onClick={() => review.apply(others)}>
          {others.length === 1 ? t('Apply the Other Change') : t('Apply the Other {0}', others.length)}
        </button>
      )}
      {conflicts.map((conflict) => (
        <article key={`${conflict.path}:${conflict.line}`} class="conflict">
          <div class="conflict-head">
            <strong>
              {conflict.path}:{conflict.line}
            </strong>
            <span class="quiet">{conflict.why}</span>
          </div>
          <div class="versions">
            <figure>
              <figcaption>{t('Yours')}</figcaption>
              <pre>
                <VisibleText text={conflict.yours} />
              </pre>
            </figure>
            <figure>
              <figcaption>{t('Proposed')}</figcaption>
              <pre>
                <VisibleText text={conflict.proposed} />
              </pre>
            </figure>
          </div>
          <div class="conflict-actions">
            <button type="button" onClick={() => review.openDiff(conflict.path)}>
              {t('Open in Diff Editor')}
            </button>
            <button type="button" onClick={() => review.openFile(conflict.path, conflict.line)}>
              {t('Open Your File')}
            </button>
          </div>
        </article>
      ))}
      <MergeOffer merge={review.merge} busy={review.busy} />
    </section>
  );
}
