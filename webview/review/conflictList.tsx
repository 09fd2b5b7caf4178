import type { ConflictView } from '../../src/protocol/runView.ts';
import { Icon } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import type { Review } from './useReview.ts';

/** Lines that the person changed since the run began, in both versions. */
export function ConflictList({
  conflicts,
  review,
}: {
  readonly conflicts: readonly ConflictView[];
  readonly review: Review;
}) {
  if (conflicts.length === 0) return null;
  return (
    <section class="conflicts" aria-label={t('Conflicts')}>
      <h2>
        <Icon name="warning" tone="warn" /> {t('You changed these lines since the run began')}
      </h2>
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
              <pre>{conflict.yours}</pre>
            </figure>
            <figure>
              <figcaption>{t('Proposed')}</figcaption>
              <pre>{conflict.proposed}</pre>
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
    </section>
  );
}
