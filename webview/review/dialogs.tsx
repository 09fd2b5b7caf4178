import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../shared/texts.ts';

/** Asks why a hunk is rejected, and whether it is tried again. Control+Enter tries again, Escape closes. */
export function ReasonDialog({
  canRetry,
  onReject,
  onRetry,
  onClose,
}: {
  /** A new attempt can begin now. */
  readonly canRetry: boolean;
  readonly onReject: (reason: string) => void;
  readonly onRetry: (reason: string) => void;
  readonly onClose: () => void;
}) {
  const dialog = useModal();
  const [reason, setReason] = useState('');
  const empty = reason.trim() === '';
  const send = canRetry ? onRetry : onReject;
  return (
    <dialog ref={dialog} onClose={onClose} aria-label={t('Reject With Reason')}>
      <label for="reason">
        {t('Why is this change wrong? The reason is kept with the run, and goes to the agent that tries again.')}
      </label>
      <textarea
        id="reason"
        rows={4}
        value={reason}
        onInput={(event) => setReason(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !empty) send(reason.trim());
        }}
      />
      <div class="dialog-actions">
        {canRetry && (
          <button type="button" class="primary" disabled={empty} onClick={() => onRetry(reason.trim())}>
            {t('Reject and Try Again')}
          </button>
        )}
        <button
          type="button"
          class={canRetry ? '' : 'primary'}
          disabled={empty}
          onClick={() => onReject(reason.trim())}
        >
          {t('Only Reject')}
        </button>
        <button type="button" onClick={onClose}>
          {t('Cancel')}
        </button>
      </div>
    </dialog>
  );
}

/** Asks what there is to say about a line. Control+Enter keeps it, Escape closes; an empty text takes it back. */
export function CommentDialog({
  line,
  before,
  onKeep,
  onClose,
}: {
  readonly line: number;
  readonly before: string;
  readonly onKeep: (text: string) => void;
  readonly onClose: () => void;
}) {
  const dialog = useModal();
  const [text, setText] = useState(before);
  return (
    <dialog ref={dialog} onClose={onClose} aria-label={t('Comment on line {0}', line)}>
      <label for="comment">{t('Comment on line {0}. It goes along when this change is tried again.', line)}</label>
      <textarea
        id="comment"
        rows={4}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onKeep(text.trim());
        }}
      />
      <div class="dialog-actions">
        <button type="button" class="primary" onClick={() => onKeep(text.trim())}>
          {t('Keep Comment')}
        </button>
        {before !== '' && (
          <button type="button" onClick={() => onKeep('')}>
            {t('Remove')}
          </button>
        )}
        <button type="button" onClick={onClose}>
          {t('Cancel')}
        </button>
      </div>
    </dialog>
  );
}

/** Lists the keys. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useModal();
  const keys: readonly (readonly [string, string])[] = [
    ['j / k', t('next, previous change')],
    ['f', t('next file')],
    ['a', t('accept')],
    ['r', t('reject')],
    ['shift+r', t('reject with reason')],
    ['u', t('decide again, or undo')],
    ['c', t('comment on the first changed line')],
    ['space', t('select or deselect')],
    ['o', t('open in diff editor, to edit it')],
    ['m', t('open all in multi-diff editor')],
    ['/', t('filter')],
    ['?', t('this list')],
  ];
  return (
    <dialog ref={dialog} onClose={onClose} aria-label={t('Keys')}>
      <dl class="keys">
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <div class="dialog-actions">
        <button type="button" class="primary" onClick={onClose}>
          {t('Close')}
        </button>
      </div>
    </dialog>
  );
}

/** A dialog that is modal as soon as it is drawn; the browser keeps the focus inside and gives it back. */
function useModal() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (dialog.current && !dialog.current.open) dialog.current.showModal();
  }, []);
  return dialog;
}
