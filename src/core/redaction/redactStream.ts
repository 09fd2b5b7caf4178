/** Longest part that is kept back: what has no end until then is let go as it is then. */
const mostKept = 16 * 1024;
const keyBegin = '-----BEGIN';
const keyEnd = /-----END[^-\n]{0,40}-----\s/;

/** A text that comes in pieces, without its secrets, wherever the pieces were cut. */
export interface RedactedStream {
  /** Takes a piece; gives what can be shown. */
  push(piece: string): string;
  /** Gives the rest. The stream may be used again afterwards. */
  end(): string;
}

/** What a secret may follow on the same line. */
const hint = /pass|pw|secret|token|key|auth|cred|bearer|basic|pat\b|sess|sid|sig|psk|:\/\/|-u\b|-----/i;

/**
 * Redacts a stream word by word, and line by line where a line speaks of secrets: wherever the pieces were cut, a secret is seen whole.
 * What may be the beginning of one is kept back, at most 16 kB of it.
 */
export function createRedactedStream(redact: (text: string) => string): RedactedStream {
  let kept = '';
  return {
    push(piece) {
      kept += piece;
      const cut = kept.length > mostKept ? kept.length : safeEnd(kept);
      const ready = kept.slice(0, cut);
      kept = kept.slice(cut);
      return ready === '' ? '' : redact(ready);
    },
    end() {
      const rest = kept;
      kept = '';
      return rest === '' ? '' : redact(rest);
    },
  };
}

/** Up to where nothing that follows can make a secret of it. */
function safeEnd(text: string): number {
  const line = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
  const begin = text.lastIndexOf(keyBegin);
  if (begin >= 0 && !keyEnd.test(text.slice(begin, line))) return begin;
  const word = line + text.slice(line).search(/\S*$/);
  if (hint.test(text.slice(line))) return line;
  return /[A-Za-z0-9-]/.test(text.slice(word)) ? word : text.length;
}
