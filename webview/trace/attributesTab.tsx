import type { SpanView } from '../../src/protocol/trace.ts';
import { sayDuration } from '../shared/sayNumbers.ts';
import { t } from '../shared/texts.ts';
import { VisibleText } from '../shared/visibleText.tsx';

/** The attributes and events of a span, as OpenTelemetry names them. */
export function AttributesTab({ detail }: { readonly detail: SpanView }) {
  const { attributes, events, name, spanId, startMs, endMs } = detail;
  const rows = [
    { name: t('name'), value: name },
    { name: t('span id'), value: spanId },
    { name: t('began'), value: new Date(startMs).toISOString() },
    { name: t('ended'), value: endMs === undefined ? t('not ended') : new Date(endMs).toISOString() },
    ...attributes,
  ];
  return (
    <>
      <table class="attributes">
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td>
                <VisibleText text={row.value} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {events.length > 0 && (
        <section aria-label={t('Events')}>
          <h3>{t('Events')}</h3>
          <ol class="events">
            {events.map((event, index) => (
              <li key={index}>
                <span class="quiet">+{sayDuration(event.atMs - startMs)}</span> <strong>{event.name}</strong>{' '}
                <VisibleText text={event.text} />
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  );
}
