import { useRef, useState } from 'preact/hooks';
import { isAbort, messageOf } from '../../src/base/errors.ts';
import type { Client } from '../../src/protocol/rpc.ts';
import type { TraceContract, TraceHit, TraceHits } from '../../src/protocol/trace.ts';
import { t } from '../shared/texts.ts';
import { VisibleText } from '../shared/visibleText.tsx';
import { KindIcon, wordOfKind } from './kindIcon.tsx';

/** The search over everything, and what it found. */
export interface Search {
  readonly words: string;
  /** undefined: nothing has been looked for. */
  readonly found: TraceHits | 'searching' | { readonly failed: string } | undefined;
  setWords(words: string): void;
  run(): void;
  clear(): void;
}

/** Asks the engine, which has the texts; a new search ends the one before. */
export function useSearch(client: Client<TraceContract>): Search {
  const [words, setWords] = useState('');
  const [found, setFound] = useState<Search['found']>();
  const asking = useRef<AbortController | undefined>(undefined);
  const clear = () => {
    asking.current?.abort();
    setFound(undefined);
    setWords('');
  };
  const run = async () => {
    asking.current?.abort();
    if (words.trim() === '') return setFound(undefined);
    const controller = new AbortController();
    asking.current = controller;
    setFound('searching');
    try {
      setFound(await client.call('searchTrace', { text: words }, controller.signal));
    } catch (error) {
      if (!isAbort(error)) setFound({ failed: messageOf(error) });
    }
  };
  return { words, found, setWords, run: () => void run(), clear };
}

interface Props {
  readonly search: Search;
  readonly current: number;
  readonly onPick: (span: number) => void;
}

/** What was found, by span. Takes the place of the tree. */
export function SearchResults({ search, current, onPick }: Props) {
  const { found } = search;
  return (
    <section class="results" aria-label={t('Search results')}>
      <p class="results-head" role="status">
        {found === undefined || found === 'searching' ? t('Searching…') : sayFound(found)}
      </p>
      {found !== undefined && found !== 'searching' && 'hits' in found && (
        <ol>
          {bySpan(found.hits).map(({ span, hits }) => (
            <SpanHits key={span} hits={hits} current={span === current} onPick={() => onPick(span)} />
          ))}
        </ol>
      )}
    </section>
  );
}

function sayFound(found: TraceHits | { readonly failed: string }): string {
  if ('failed' in found) return found.failed;
  const spans = new Set(found.hits.map(({ span }) => span)).size;
  if (!found.complete) return t('The first {0} places, in {1} spans.', found.hits.length, spans);
  return spans === 0 ? t('Nothing was found.') : t('{0} places in {1} spans', found.hits.length, spans);
}

function bySpan(hits: readonly TraceHit[]): readonly { readonly span: number; readonly hits: readonly TraceHit[] }[] {
  const found = new Map<number, TraceHit[]>();
  for (const hit of hits) {
    const known = found.get(hit.span);
    if (known) known.push(hit);
    else found.set(hit.span, [hit]);
  }
  return [...found].map(([span, inside]) => ({ span, hits: inside }));
}

function SpanHits({
  hits,
  current,
  onPick,
}: {
  readonly hits: readonly TraceHit[];
  readonly current: boolean;
  readonly onPick: () => void;
}) {
  const [first] = hits;
  if (!first) return null;
  return (
    <li>
      <button type="button" class="hit" aria-current={current} onClick={onPick}>
        <span class="hit-head">
          <KindIcon kind={first.kind} /> <VisibleText text={first.label} />{' '}
          <span class="quiet">{wordOfKind(first.kind)}</span>
        </span>
        {hits.map((hit) => (
          <HitLine key={`${hit.where}${hit.text}`} hit={hit} />
        ))}
      </button>
    </li>
  );
}

function HitLine({ hit }: { readonly hit: TraceHit }) {
  const { text, from, to, more, where } = hit;
  return (
    <span class="hit-line">
      <span class="quiet">{wordOfPlace(where)}: </span>
      <VisibleText text={text.slice(0, from)} />
      <mark>
        <VisibleText text={text.slice(from, to)} />
      </mark>
      <VisibleText text={text.slice(to)} />
      {more > 0 && <span class="quiet"> {t('and {0} more', more)}</span>}
    </span>
  );
}

function wordOfPlace(where: TraceHit['where']): string {
  const words: Readonly<Record<TraceHit['where'], string>> = {
    name: t('name'),
    attributes: t('attributes'),
    request: t('request'),
    reply: t('reply'),
    tool: t('tool call'),
    output: t('output'),
  };
  return words[where];
}
