import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../shared/icon.tsx';
import { sayCost, sayCount, sayDuration } from '../shared/sayNumbers.ts';
import { t } from '../shared/texts.ts';
import { VisibleText } from '../shared/visibleText.tsx';
import { KindIcon, StateIcon, wordOfKind, wordOfState } from './kindIcon.tsx';
import { flags, labelOf, placeOf, stepBy, type TraceTable } from './traceModel.ts';

/** Height of a row in pixels; the style sheet says the same. */
const rowHeight = 24;
const spare = 6;

interface Props {
  readonly table: TraceTable;
  readonly rows: Int32Array;
  /** What the filter says of each row; undefined without a filter. */
  readonly fits: Uint8Array | undefined;
  readonly folded: ReadonlySet<number>;
  readonly current: number;
  readonly onSelect: (span: number) => void;
  readonly onFold: (span: number, close: boolean) => void;
}

/** The spans as a tree. Only rows in sight are in the document, however many there are. */
export function SpanTree(props: Props) {
  const { table, rows, folded, current, onSelect, onFold } = props;
  const box = useRef<HTMLDivElement>(null);
  const { top, height } = useViewport(box);
  const at = placeOf(rows, table.rowOf[current] ?? 0, table.parent);
  useEffect(() => bringIntoView(box.current, at), [at, rows]);
  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const last = Math.min(rows.length, Math.ceil((top + height) / rowHeight) + spare);
  const places = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
  const slots = Math.ceil(height / rowHeight) + spare * 2 + 2;
  // The row that has the focus is in the document even when it is out of sight.
  if (at >= 0 && (at < first || at >= last)) places.push(at);
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(height / rowHeight) - 1);
    const step = stepBy(event.key, { table, rows, at: Math.max(0, at), folded, page });
    if (!step || rows.length === 0) return;
    event.preventDefault();
    const span = table.columns.span[rows[step.to] ?? 0] ?? 0;
    if (step.fold) onFold(span, step.fold === 'close');
    else onSelect(span);
  };
  return (
    <div
      ref={box}
      class="tree"
      role="tree"
      tabIndex={0}
      aria-label={t('Spans')}
      aria-activedescendant={at < 0 ? undefined : rowId(rows[at] ?? 0)}
      onKeyDown={onKey}
      onPointerDown={(event) => {
        // The tree keeps the focus: a row goes away when it is scrolled out of sight.
        if (spanAt(event) === undefined) return;
        event.preventDefault();
        event.currentTarget.focus({ preventScroll: true });
      }}
      onClick={(event) => {
        const span = spanAt(event);
        if (span === undefined) return;
        if (isTwist(event) && hasChildren(table, span)) onFold(span, !folded.has(span));
        else onSelect(span);
      }}
      onDblClick={(event) => {
        const span = spanAt(event);
        if (span !== undefined && !isTwist(event) && hasChildren(table, span)) onFold(span, !folded.has(span));
      }}
    >
      {rows.length === 0 && <p class="empty">{t('No span fits the filter.')}</p>}
      <div class="tree-all" role="presentation" style={{ height: `${rows.length * rowHeight}px` }}>
        {places.map((place, index) => (
          // By its slot and not by its span: scrolling writes other words into the same elements.
          <Row
            key={slotOf(place, index, slots)}
            {...props}
            row={rows[place] ?? 0}
            place={place}
            chosen={place === at}
          />
        ))}
      </div>
    </div>
  );
}

/** The span of the row that an event is about. */
function spanAt({ target }: Event): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-span]') : null;
  return row ? Number(row.dataset.span) : undefined;
}

const isTwist = ({ target }: Event) => target instanceof Element && target.closest('.twist') !== null;
const hasChildren = ({ columns, rowOf }: TraceTable, span: number) => (columns.size[rowOf[span] ?? 0] ?? 1) > 1;

/** Rows in sight take turns in so many slots; one more is for the chosen row when it is out of sight. */
function slotOf(place: number, index: number, slots: number): number {
  return index < slots ? place % slots : slots;
}

const rowId = (row: number) => `row-${row}`;

/** How far the tree is scrolled, and how much of it is in sight. */
function useViewport(box: { readonly current: HTMLDivElement | null }): {
  readonly top: number;
  readonly height: number;
} {
  const [seen, setSeen] = useState({ top: 0, height: 600 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () =>
      setSeen((before) =>
        before.top === element.scrollTop && before.height === element.clientHeight
          ? before
          : { top: element.scrollTop, height: element.clientHeight },
      );
    look();
    const resized = new ResizeObserver(look);
    resized.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [box]);
  return seen;
}

function bringIntoView(element: HTMLElement | null, at: number): void {
  if (!element || at < 0) return;
  const top = at * rowHeight;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top + rowHeight > element.scrollTop + element.clientHeight)
    element.scrollTop = top + rowHeight - element.clientHeight;
}

interface RowProps extends Props {
  readonly row: number;
  readonly place: number;
  readonly chosen: boolean;
}

function Row({ table, row, place, chosen, fits, folded }: RowProps) {
  const { columns, kinds, states, position, siblings } = table;
  const span = columns.span[row] ?? 0;
  const kind = kinds[columns.kind[row] ?? 0] ?? 'other';
  const state = states[columns.state[row] ?? 0] ?? 'ok';
  const holds = (columns.size[row] ?? 1) > 1;
  const isFolded = folded.has(span);
  const depth = columns.depth[row] ?? 0;
  const label = labelOf(columns, row);
  const took = sayDuration(columns.durationMs[row] ?? 0);
  return (
    <div
      id={rowId(row)}
      class={`span-row ${chosen ? 'chosen' : ''} ${fits && fits[row] !== 2 ? 'beside' : ''}`}
      role="treeitem"
      aria-level={depth + 1}
      aria-posinset={position[row]}
      aria-setsize={siblings[row]}
      aria-selected={chosen}
      aria-expanded={holds ? !isFolded : undefined}
      style={{ transform: `translateY(${place * rowHeight}px)`, paddingLeft: `${6 + depth * 14}px` }}
      data-span={span}
      tabIndex={-1}
    >
      <span class="twist">{holds && <Icon name={isFolded ? 'right' : 'down'} />}</span>
      <KindIcon kind={kind} />
      <span class="label">
        <VisibleText text={label} />
      </span>{' '}
      <span class="unseen">{wordOfKind(kind)} </span>
      <Marks table={table} row={row} />
      <span class="took">{took}</span> <span class="unseen">{wordOfState(state)}</span>
      {/* What went well needs no mark: then what did not stands out. */}
      <span class="state-place">{state !== 'ok' && <StateIcon state={state} />}</span>
    </div>
  );
}

/** Tokens, cost and cache of a row and all below it. */
function Marks({ table, row }: { readonly table: TraceTable; readonly row: number }) {
  const { columns } = table;
  const bits = columns.flags[row] ?? 0;
  const tokens = (columns.tokensIn[row] ?? 0) + (columns.tokensOut[row] ?? 0);
  const usd = columns.usd[row] ?? Number.NaN;
  const about = bits & flags.estimated ? '≈ ' : '';
  return (
    <span class="marks">
      {(bits & flags.cached) !== 0 && <span class="mark-cached">{t('cached')}</span>}
      {tokens > 0 && <span>{t('{0} tok', `${about}${sayCount(tokens)}`)}</span>}
      {!Number.isNaN(usd) && tokens > 0 && (
        <span>
          {about}
          {sayCost(usd)}
          {(bits & flags.priceUnknown) !== 0 ? ' + ?' : ''}
        </span>
      )}
    </span>
  );
}
