import type { CommentView, RowView } from '../../src/protocol/runView.ts';
import { Icon } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import { VisibleText } from '../shared/visibleText.tsx';
import { splitRow } from './reviewModel.ts';

/** Rows that are drawn before the person asks for the rest. */
export const firstRows = 300;

interface Props {
  readonly rows: readonly RowView[];
  readonly comments?: readonly CommentView[] | undefined;
  /** All of them, and not just the first. */
  readonly all: boolean;
  readonly onAll: () => void;
  /** Absent: nothing can be said about these rows. */
  readonly onComment?: (at: CommentView) => void;
}

/** The side and line by which a row is known to comments. */
export function placeOf({ oldLine, newLine }: RowView): Pick<CommentView, 'side' | 'line'> {
  return newLine === undefined ? { side: 'old', line: oldLine ?? 1 } : { side: 'new', line: newLine };
}

/** The lines of a hunk, with what was said about them. */
export function Rows({ rows, comments = [], all, onAll, onComment }: Props) {
  const shown = all ? rows : rows.slice(0, firstRows);
  return (
    <div class="rows">
      <div class="rows-inner">
        {shown.map((row) => {
          const { side, line } = placeOf(row);
          const said = comments.find((one) => one.side === side && one.line === line);
          return (
            <RowWith
              key={`${row.kind}${row.oldLine}-${row.newLine}`}
              row={row}
              said={said}
              {...(onComment ? { onComment: () => onComment(said ?? { side, line, text: '' }) } : {})}
            />
          );
        })}
      </div>
      {shown.length < rows.length && (
        <button type="button" class="plain" onClick={onAll}>
          {t('Show {0} more lines', rows.length - shown.length)}
        </button>
      )}
    </div>
  );
}

const signs: Readonly<Record<RowView['kind'], string>> = { context: ' ', added: '+', removed: '−' };

interface RowProps {
  readonly row: RowView;
  readonly said: CommentView | undefined;
  readonly onComment?: () => void;
}

function RowWith({ row, said, onComment }: RowProps) {
  const { line } = placeOf(row);
  return (
    <>
      <div class={`row ${row.kind}`}>
        <span class="number" aria-hidden="true">
          {row.oldLine ?? ''}
        </span>
        <span class="number" aria-hidden="true">
          {row.newLine ?? ''}
        </span>
        <span class="sign">{signs[row.kind]}</span>
        <code>
          {splitRow(row).map(({ text, marked, kind }, index) => {
            // What a model wrote must not read as something it is not.
            const shown = <VisibleText text={text.replace(/\r$/, '')} />;
            const piece = kind ? <span class={`tok-${kind}`}>{shown}</span> : shown;
            return marked ? <mark key={index}>{piece}</mark> : piece;
          })}
          {'\n'}
        </code>
        {onComment && (
          <button
            type="button"
            class="plain say"
            tabIndex={-1}
            aria-label={t('Comment on line {0}', line)}
            title={t('Comment on line {0}', line)}
            onClick={onComment}
          >
            <Icon name="comment" />
          </button>
        )}
      </div>
      {said && (
        <button type="button" class="comment" disabled={!onComment} onClick={onComment}>
          <Icon name="comment" />
          <span>
            <span class="quiet">{t('You, line {0}:', line)}</span> {said.text}
          </span>
        </button>
      )}
    </>
  );
}
