import { Component } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CommentView, Decision, HunkView, RevisionView } from '../../src/protocol/runView.ts';
import { Icon, type IconName } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import { firstRows, Rows } from './hunkRows.tsx';
import { countLines } from './reviewModel.ts';
import { type Nearness, useNear } from './useNear.ts';

/** What a card is drawn from; all of it stays the same object while nothing of it changes. */
interface Props {
  readonly hunk: HunkView;
  readonly path: string;
  /** From 1, within the file; and how many there are in it. */
  readonly number: number;
  readonly of: number;
  readonly selected: boolean;
  readonly current: boolean;
  /** A new attempt in its place goes on. */
  readonly running: boolean;
  /** Of the run itself. */
  readonly runGoesOn: boolean;
  readonly busy: boolean;
  /** What led to this attempt, when it is one. */
  readonly revision: RevisionView | undefined;
  /** Drawn at once; the others when they come close to what is in sight. */
  readonly first: boolean;
  readonly nearness: Nearness;
  readonly actions: HunkActions;
}

/** What a card asks for. */
export interface HunkActions {
  pick(hunkId: string): void;
  select(hunkId: string, selected: boolean): void;
  decide(hunkId: string, decision: Decision): void;
  retry(hunkId: string): void;
  comment(at: SaidAt): void;
}

/** A line of a hunk, and what was said about it. */
export interface SaidAt extends CommentView {
  readonly hunkId: string;
}

/** One hunk. It is drawn anew when something of it changes, and not when others do: a review has hundreds of them. */
export class HunkCard extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const before: Readonly<Record<string, unknown>> = { ...this.props };
    return Object.entries(next).some(([name, value]) => before[name] !== value);
  }

  override render(props: Props) {
    return <Card {...props} />;
  }
}

/**
 * Its rows and what can be said about it; folded to one line once it is decided. Far from what is in sight it is an empty
 * region with its name and about its height.
 */
function Card(props: Props) {
  const { hunk, path, number, of, current, running, actions } = props;
  const element = useRef<HTMLElement>(null);
  const { near, height } = useNear(element, props);
  const [open, setOpen] = useState(false);
  const [all, setAll] = useState(false);
  const decided = hunk.decision !== 'undecided' || hunk.applied;
  const folded = decided && !open;
  const drawn = near || current;
  useEffect(() => {
    if (current) element.current?.scrollIntoView({ block: 'nearest' });
  }, [current, decided]);
  const word = running ? t('new attempt running') : wordOf(hunk);
  return (
    <section
      ref={element}
      class={`hunk ${current ? 'current' : ''} ${decided ? 'decided' : ''}`}
      id={`hunk-${hunk.hunkId}`}
      tabIndex={current ? 0 : -1}
      aria-label={t('Change {0} of {1} in {2}: {3}', number, of, path, word)}
      aria-current={current}
      onFocusIn={() => actions.pick(hunk.hunkId)}
      {...(drawn ? {} : { style: { height: folded ? undefined : (height ?? guessHeight(hunk, all)) } })}
    >
      {drawn && (
        <Drawn
          {...props}
          word={word}
          decided={decided}
          open={open}
          onToggle={() => setOpen(!open)}
          all={all}
          onAll={() => setAll(true)}
        />
      )}
    </section>
  );
}

/** What a hunk takes before it was ever drawn: its head, and its rows as lines of code. */
function guessHeight({ rows }: HunkView, all: boolean): string {
  return `calc(38px + ${all ? rows.length : Math.min(rows.length, firstRows)} * 1.5 * var(--font-code-size))`;
}

function Drawn(props: HeadProps & { readonly all: boolean; readonly onAll: () => void }) {
  const { hunk, decided, open, all, onAll, actions, revision } = props;
  return (
    <>
      <HunkHead {...props} />
      {(!decided || open) && (
        <Rows
          rows={hunk.rows}
          comments={hunk.comments}
          all={all}
          onAll={onAll}
          onComment={(at) => actions.comment({ hunkId: hunk.hunkId, ...at })}
        />
      )}
      {revision && (!decided || open) && <Earlier revision={revision} />}
    </>
  );
}

function wordOf(hunk: HunkView): string {
  if (hunk.applied) return t('applied');
  if (hunk.decision === 'accepted') return t('accepted');
  return hunk.decision === 'rejected' ? t('rejected') : t('to decide');
}

type HeadProps = Props & { word: string; decided: boolean; open: boolean; onToggle: () => void };

function HunkHead(props: HeadProps) {
  const { hunk, number, of, selected, decided, running, open, word, onToggle, actions } = props;
  const { added, removed } = countLines(hunk);
  const first = hunk.rows.find(({ kind }) => kind !== 'context');
  const line = first?.newLine ?? first?.oldLine ?? 1;
  return (
    <div class="hunk-head">
      {decided ? (
        <button type="button" class="plain fold" aria-expanded={open} onClick={onToggle}>
          <Icon name={open ? 'down' : 'right'} />
          <Icon {...iconOf(hunk, running)} />
          <span>{word}</span>
        </button>
      ) : (
        <label class="select">
          <input
            type="checkbox"
            checked={selected}
            onChange={(event) => actions.select(hunk.hunkId, event.currentTarget.checked)}
          />
          <span>{t('Change {0} of {1}', number, of)}</span>
        </label>
      )}
      <span class="quiet">
        {t('line {0}', line)} · <span class="plus">+{added}</span> <span class="minus">−{removed}</span>
      </span>
      {hunk.attempt && (
        <span class="badge" title={hunk.attempt.reason}>
          {t('attempt {0}', hunk.attempt.number)}
        </span>
      )}
      {hunk.edited && <span class="badge">{t('edited by you')}</span>}
      {decided && hunk.comments && (
        <span class="quiet">
          <Icon name="comment" /> {hunk.comments.length}
        </span>
      )}
      {hunk.reason !== undefined && hunk.reason !== '' && <span class="reason quiet">“{hunk.reason}”</span>}
      <span class="hunk-actions">
        <HunkButtons {...props} />
      </span>
    </div>
  );
}

function iconOf({ decision }: HunkView, running: boolean): { name: IconName; tone: string } {
  if (running) return { name: 'spin', tone: 'note' };
  return decision === 'rejected' ? { name: 'cross', tone: 'quiet' } : { name: 'check', tone: 'good' };
}

function HunkButtons({ hunk, decided, running, runGoesOn, busy, actions }: HeadProps) {
  const { hunkId, applied, decision } = hunk;
  if (running) return null;
  if (decided) {
    const undecide = () => actions.decide(hunkId, 'undecided');
    return (
      <>
        {decision === 'rejected' && !applied && (
          <button type="button" class="plain" disabled={busy || runGoesOn} onClick={() => actions.retry(hunkId)}>
            <Icon name="retry" /> {t('Try Again…')}
          </button>
        )}
        <button type="button" class="plain" disabled={busy} onClick={undecide}>
          {applied ? t('Undo') : t('Decide again')} <kbd>u</kbd>
        </button>
      </>
    );
  }
  return (
    <>
      <button type="button" disabled={busy} onClick={() => actions.decide(hunkId, 'accepted')}>
        {t('Accept')} <kbd>a</kbd>
      </button>
      <button type="button" disabled={busy} onClick={() => actions.decide(hunkId, 'rejected')}>
        {t('Reject')} <kbd>r</kbd>
      </button>
    </>
  );
}

/** What a new attempt stands in place of, and why that was rejected. */
function Earlier({ revision }: { readonly revision: RevisionView }) {
  const [all, setAll] = useState(false);
  return (
    <details class="earlier">
      <summary>
        {t('In place of what you rejected:')} “{revision.reason}”
      </summary>
      {revision.instead.map(({ hunkId, rows }) => (
        <Rows key={hunkId} rows={rows} all={all} onAll={() => setAll(true)} />
      ))}
    </details>
  );
}
