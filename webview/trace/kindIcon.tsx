import type { SpanKindView, SpanStateView } from '../../src/protocol/trace.ts';
import { Icon, type IconName, LineDrawing } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';

const paths: Readonly<Record<SpanKindView, string>> = {
  workflow: 'M3 3.5h3v3H3zM10 3.5h3v3h-3zM6.5 10.5h3v3h-3zM4.5 6.5v2h7v-2M8 8.5v2',
  agent: 'M8 2.5a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2ZM3 13.5c.4-2.7 2.3-4 5-4s4.6 1.3 5 4',
  model: 'M8 2l1.6 4.4L14 8l-4.4 1.6L8 14l-1.6-4.4L2 8l4.4-1.6L8 2Z',
  tool: 'M10.2 2.6a3.4 3.4 0 0 0-3.7 4.6L2.8 11a1.5 1.5 0 0 0 2.2 2.2l3.8-3.7a3.4 3.4 0 0 0 4.5-3.9l-2.1 2-1.9-.5-.5-1.9 1.4-2.6Z',
  tests: 'M6 2.5h4M6.8 2.5v4L3.4 12a1.1 1.1 0 0 0 1 1.6h7.2a1.1 1.1 0 0 0 1-1.6L9.2 6.5v-4M5.2 10h5.6',
  command: 'm3 4.5 3.5 3.5L3 11.5M8 12h5',
  repair: 'M13 4v3h-3M3 12V9h3M12.6 7A5 5 0 0 0 4 5.3M3.4 9A5 5 0 0 0 12 10.7',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  group: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  wait: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm0 3v3.2l2 1.5',
  person: 'M3 8.5l3.2 3.2L13 4.5',
  other: 'M8 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z',
};

/** The drawing of a kind of span, in its colour; its word is in the row for those who do not see it. */
export function KindIcon({ kind }: { readonly kind: SpanKindView }) {
  return <LineDrawing path={paths[kind]} look={`icon kind-${kind}`} width="1.4" />;
}

/** The word of a kind. */
export function wordOfKind(kind: SpanKindView): string {
  const words: Readonly<Record<SpanKindView, string>> = {
    workflow: t('workflow'),
    agent: t('agent'),
    model: t('model call'),
    tool: t('tool'),
    tests: t('tests'),
    command: t('command'),
    repair: t('repair'),
    copy: t('copy'),
    group: t('group'),
    wait: t('waiting'),
    person: t('person'),
    other: t('other'),
  };
  return words[kind];
}

const stateIcons: Readonly<Record<SpanStateView, readonly [IconName, string]>> = {
  running: ['spin', ''],
  ok: ['check', 'good'],
  error: ['cross', 'bad'],
  cancelled: ['slash', 'quiet'],
  skipped: ['right', 'quiet'],
  interrupted: ['pause', 'warn'],
};

/** The drawing of a state. */
export function StateIcon({ state }: { readonly state: SpanStateView }) {
  const [name, tone] = stateIcons[state];
  return <Icon name={name} tone={tone} />;
}

/** The word of a state. */
export function wordOfState(state: SpanStateView): string {
  const words: Readonly<Record<SpanStateView, string>> = {
    running: t('running'),
    ok: t('ok'),
    error: t('error'),
    cancelled: t('cancelled'),
    skipped: t('skipped'),
    interrupted: t('interrupted'),
  };
  return words[state];
}
