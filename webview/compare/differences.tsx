import type { DifferencesView } from '../../src/protocol/compare.ts';
import { t } from '../shared/texts.ts';
import { VisibleText } from '../shared/visibleText.tsx';

/** The places at which two values differ; nothing where they do not. */
export function Differences({ title, differences }: { readonly title: string; readonly differences: DifferencesView }) {
  const { places, more } = differences;
  if (places.length === 0) return null;
  return (
    <section class="differences" aria-label={title}>
      <h3>{title}</h3>
      <table>
        <tbody>
          {places.map(({ at, a, b }) => (
            <tr key={at}>
              <th scope="row">
                <code>{at === '' ? t('whole') : <VisibleText text={at} />}</code>
              </th>
              <td class="side-a">
                <Side text={a} />
              </td>
              <td class="side-b">
                <Side text={b} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p class="quiet">{t('and {0} more places', more)}</p>}
    </section>
  );
}

function Side({ text }: { readonly text: string | undefined }) {
  if (text === undefined) return <em>{t('nothing')}</em>;
  return (
    <code>
      <VisibleText text={text} />
    </code>
  );
}
