import { splitHidden } from './hiddenCharacters.ts';
import { t } from './texts.ts';

/** Untrusted text, with characters that cannot be seen shown as their code points. */
export function VisibleText({ text }: { readonly text: string }) {
  return (
    <>
      {splitHidden(text).map((piece, index) =>
        'text' in piece ? (
          piece.text
        ) : (
          <span key={index} class="hidden-mark" title={t('A character that cannot be seen')}>
            {piece.hidden}
          </span>
        ),
      )}
    </>
  );
}
