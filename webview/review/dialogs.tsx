import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../shared/texts.ts';

/** Asks why a hunk is rejected. Control+Enter sends, Escape closes. */
export function ReasonDialog({
  onSend,
  onClose,
}: {
  readonly onSend: (reason: string) => void;
  readonly onClose: () => void;
}) {
  const dialog = useModal();
  const [reason, setReason] = useState('');
  return (
    <dialog ref={dialog} onClose={onClose} aria-label={t('Reject With Reason')}>
      <label for="reason">{t('Why is this change wrong? The reason is kept with the run.')}</label>
      <textarea
        id="reason"
        rows={4}
        value={reason}
        onInput={(event) => setReason(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSend(reason);
        }}
      />
      <div class="dialog-actions">
        <button type="button" class="primary" disabled={reason.trim() === ''} onClick={() => onSend(reason)}>
          {t('Reject')}
        </button>
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
    ['u', t('decide again')],
    ['space', t('select or deselect')],
    ['o', t('open in diff editor')],
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
