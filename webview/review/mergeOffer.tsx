import type { MergedPlace } from '../../src/protocol/merge.ts';
import { Icon } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import { VisibleText } from '../shared/visibleText.tsx';
import type { Merge } from './useMerge.ts';

/** Lets an agent propose how both sides become one, shows what it proposes, and accepts it. */
export function MergeOffer({ merge, busy }: { readonly merge: Merge; readonly busy: boolean }) {
  if (!merge.possible) return null;
  const { proposed, running } = merge;
  const isWhole = proposed?.files.every(({ places }) => places.every((place) => place.merged !== undefined)) === true;
  return (
    <section class="merge" aria-label={t('Proposed merge')} aria-busy={running}>
      {proposed?.files.map(({ path, places }) =>
        places.map((place) => <Place key={`${path}:${place.line}`} path={path} place={place} />),
      )}
      {proposed && proposed.summary !== '' && (
        <p>
          <VisibleText text={proposed.summary} />
        </p>
      )}
      {proposed && !isWhole && (
        <p class="quiet">{t('A place without lines stays yours: merge it by hand, then apply the rest.')}</p>
      )}
      {isWhole && <p class="quiet">{t('The tests have not seen these lines.')}</p>}
      <div class="conflict-actions">
        {isWhole && (
          <button type="button" class="primary" disabled={busy} onClick={merge.accept}>
            {t('Apply With This Merge')}
          </button>
        )}
        <button type="button" disabled={busy || running} onClick={merge.propose}>
          {running ? t('Proposing a merge…') : proposed ? t('Propose Another Merge') : t('Propose a Merge…')}
        </button>
      </div>
    </section>
  );
}

/** The lines that could take the place of what both sides changed. */
function Place({ path, place }: { readonly path: string; readonly place: MergedPlace }) {
  const { merged, sure, why, line } = place;
  return (
    <article class="conflict">
      <div class="conflict-head">
        <strong>
          {path}:{line}
        </strong>
        <State sure={sure} has={merged !== undefined} />
        <span class="quiet">
          <VisibleText text={why} />
        </span>
      </div>
      {merged !== undefined && (
        <figure>
          <figcaption>{t('Merged')}</figcaption>
          <pre>
            <VisibleText text={merged} />
          </pre>
        </figure>
      )}
    </article>
  );
}

function State({ sure, has }: { readonly sure: boolean; readonly has: boolean }) {
  const [name, tone, words] = !has
    ? (['cross', 'bad', t('No lines were proposed')] as const)
    : sure
      ? (['check', 'good', t('The agent is sure')] as const)
      : (['warning', 'warn', t('The agent is not sure')] as const);
  return (
    <span>
      <Icon name={name} tone={tone} /> {words}
    </span>
  );
}
