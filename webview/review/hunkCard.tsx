import { useEffect, useRef, useState } from 'preact/hooks';
import type { HunkView, RowView } from '../../src/protocol/runView.ts';
import { Icon } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import { countLines, isSelected, type PlacedHunk, splitMarks } from './reviewModel.ts';
import type { Walk } from './useWalk.ts';

/** Rows that are drawn before the person asks for the rest. */
const firstRows = 300;

interface Props {
  readonly placed: PlacedHunk;
  readonly walk: Walk;
  readonly busy: boolean;
}

/** One hunk: its rows and what can be said about it; folded to one line once it is decided. */
export function HunkCard(props: Props) {
  const { placed, walk } = props;
  const { file, hunk, number } = placed;
  const current = hunk.hunkId === walk.currentId;
  const element = useRef<HTMLElement>(null);
  const [open, setOpen] = useState(false);
  const decided = hunk.decision !== 'undecided' || hunk.applied;
  useEffect(() => {
    if (current) element.current?.scrollIntoView({ block: 'nearest' });
  }, [current, decided]);
  const word = wordOf(hunk);
  return (
    <section
      ref={element}
      class={`hunk ${current ? 'current' : ''} ${decided ? 'decided' : ''}`}
      id={`hunk-${hunk.hunkId}`}
      tabIndex={current ? 0 : -1}
      aria-label={t('Change {0} of {1} in {2}: {3}', number, file.hunks.length, file.path, word)}
      aria-current={current}
      onFocusIn={() => walk.pick(hunk.hunkId)}
    >
      <HunkHead {...props} word={word} decided={decided} open={open} onToggle={() => setOpen(!open)} />
      {(!decided || open) && <Rows rows={hunk.rows} />}
    </section>
  );
}

function wordOf(hunk: HunkView): string {
  if (hunk.applied) return t('applied');
  if (hunk.decision === 'accepted') return t('accepted');
  return hunk.decision === 'rejected' ? t('rejected') : t('to decide');
}

type HeadProps = Props & { word: string; decided: boolean; open: boolean; onToggle: () => void };

function HunkHead(props: HeadProps) {
  const { placed, decided, open, word, onToggle } = props;
  const { hunk, number, file } = placed;
  const { added, removed } = countLines(hunk);
  const first = hunk.rows.find(({ kind }) => kind !== 'context');
  const line = first?.newLine ?? first?.oldLine ?? 1;
  return (
    <div class="hunk-head">
      {decided ? (
        <button type="button" class="plain fold" aria-expanded={open} onClick={onToggle}>
          <Icon name={open ? 'down' : 'right'} />
          <Icon
            name={hunk.decision === 'rejected' ? 'cross' : 'check'}
            tone={hunk.decision === 'rejected' ? 'quiet' : 'good'}
          />
          <span>{word}</span>
        </button>
      ) : (
        <label class="select">
          <input
            type="checkbox"
            checked={isSelected(placed, props.walk.chosen)}
            onChange={(event) => props.walk.select(hunk.hunkId, event.currentTarget.checked)}
          />
          <span>{t('Change {0} of {1}', number, file.hunks.length)}</span>
        </label>
      )}
      <span class="quiet">
        {t('line {0}', line)} · <span class="plus">+{added}</span> <span class="minus">−{removed}</span>
      </span>
      {hunk.reason !== undefined && hunk.reason !== '' && <span class="reason quiet">“{hunk.reason}”</span>}
      <span class="hunk-actions">
        <HunkButtons {...props} />
      </span>
    </div>
  );
}

function HunkButtons({ placed, decided, busy, walk }: HeadProps) {
  const { hunkId, applied } = placed.hunk;
  if (applied) return null;
  if (decided)
    return (
      <button type="button" class="plain" disabled={busy} onClick={() => walk.decide(hunkId, 'undecided')}>
        {t('Decide again')} <kbd>u</kbd>
      </button>
    );
  return (
    <>
      <button type="button" disabled={busy} onClick={() => walk.decide(hunkId, 'accepted')}>
        {t('Accept')} <kbd>a</kbd>
      </button>
      <button type="button" disabled={busy} onClick={() => walk.decide(hunkId, 'rejected')}>
        {t('Reject')} <kbd>r</kbd>
      </button>
    </>
  );
}

function Rows({ rows }: { readonly rows: readonly RowView[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, firstRows);
  return (
    <div class="rows">
      <div class="rows-inner">
        {shown.map((row) => (
          <Row key={`${row.kind}${row.oldLine}-${row.newLine}`} row={row} />
        ))}
      </div>
      {shown.length < rows.length && (
        <button type="button" class="plain" onClick={() => setAll(true)}>
          {t('Show {0} more lines', rows.length - shown.length)}
        </button>
      )}
    </div>
  );
}

const signs: Readonly<Record<RowView['kind'], string>> = { context: ' ', added: '+', removed: '−' };

function Row({ row }: { readonly row: RowView }) {
  return (
    <div class={`row ${row.kind}`}>
      <span class="number" aria-hidden="true">
        {row.oldLine ?? ''}
      </span>
      <span class="number" aria-hidden="true">
        {row.newLine ?? ''}
      </span>
      <span class="sign">{signs[row.kind]}</span>
      <code>
        {splitMarks(row.text, row.marks).map(({ text, marked }, index) =>
          marked ? <mark key={index}>{text}</mark> : text,
        )}
        {'\n'}
      </code>
    </div>
  );
}
