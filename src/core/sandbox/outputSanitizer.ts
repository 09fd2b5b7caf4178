/** How a sanitiser treats what is not plain text. */
export interface SanitizerOptions {
  /** Keeps colours and weights (SGR sequences). Off for text that a model, a log or a web page gets. */
  readonly color: boolean;
}

type State = 'text' | 'escape' | 'csi' | 'string' | 'stringEscape';

const maxCsiLength = 256;
const maxStringLength = 65_536;
// The first character that is not printable ASCII, a tab or a line feed; everything before it is passed as one piece.
const firstSpecial = /[^\x20-\x7e\t\n]/g;
// Zero-width characters and bidirectional overrides make text read as something it is not (CVE-2021-42574).
const disguise = /[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

/**
 * Makes untrusted terminal output safe to show: keeps text, line ends and tabs (and colours if asked), drops every other
 * control sequence, so that nothing can retitle a window, write the clipboard, move the cursor over what was printed,
 * answer a query or forge a shell-integration mark. A lone carriage return becomes a line feed.
 *
 * It is a state machine over UTF-16 units, so the result does not depend on where the stream was cut into chunks.
 */
export class OutputSanitizer {
  readonly #color: boolean;
  #state: State = 'text';
  #sequence = '';
  #dropped = 0;
  #carriageReturn = false;

  constructor(options: SanitizerOptions) {
    this.#color = options.color;
  }

  /** The safe part of the next chunk. */
  write(chunk: string): string {
    let out = '';
    for (let at = 0; at < chunk.length; at++) {
      if (this.#state === 'text') {
        firstSpecial.lastIndex = at;
        const special = firstSpecial.exec(chunk)?.index ?? chunk.length;
        if (special > at) {
          out += this.#plain(chunk.slice(at, special));
          at = special;
        }
        if (at < chunk.length) out += this.#special(chunk.charCodeAt(at), chunk.charAt(at));
      } else out += this.#inSequence(chunk.charCodeAt(at), chunk.charAt(at));
    }
    return out;
  }

  /** What has to follow the last chunk: a reset, so that a colour does not run on. */
  end(): string {
    return this.#color ? '\x1b[0m' : '';
  }

  #plain(text: string): string {
    const overwritten = this.#carriageReturn && !text.startsWith('\n');
    this.#carriageReturn = false;
    return overwritten ? `\n${text}` : text;
  }

  #special(code: number, char: string): string {
    if (code === 0x0d) this.#carriageReturn = true;
    else if (code === 0x1b) this.#enter('escape');
    else if (code === 0x9b) this.#enter('csi');
    else if (opensString(code)) this.#enter('string');
    else if (code >= 0xa0) return this.#plain(disguise.test(char) ? '\ufffd' : char);
    return '';
  }

  #inSequence(code: number, char: string): string {
    if (this.#state === 'escape') this.#afterEscape(code, char);
    else if (this.#state === 'csi') return this.#inCsi(code, char);
    else if (this.#state === 'stringEscape') {
      if (char === '\\') this.#enter('text');
      // A second escape may itself be the first half of the terminator.
      else if (code !== 0x1b) this.#state = 'string';
    } else if (code === 0x07 || code === 0x9c) this.#enter('text');
    else if (code === 0x1b) this.#state = 'stringEscape';
    else if (++this.#dropped > maxStringLength) this.#enter('text');
    return '';
  }

  #afterEscape(code: number, char: string): void {
    if (char === '[') this.#enter('csi');
    else if (']PX^_'.includes(char)) this.#enter('string');
    else if (code !== 0x1b && !(code >= 0x20 && code < 0x30)) this.#enter('text');
  }

  #inCsi(code: number, char: string): string {
    if (code === 0x1b) this.#enter('escape');
    else if (code >= 0x40 && code <= 0x7e) {
      const sequence = this.#sequence;
      this.#enter('text');
      if (this.#color && char === 'm' && isVisibleStyle(sequence)) return `\x1b[${sequence}m`;
    } else if (this.#sequence.length >= maxCsiLength) this.#enter('text');
    else this.#sequence += char;
    return '';
  }

  #enter(state: State): void {
    this.#state = state;
    this.#sequence = '';
    this.#dropped = 0;
  }
}

/** The safe form of a whole text, without colours. */
export function sanitizeOutput(text: string): string {
  return new OutputSanitizer({ color: false }).write(text);
}

/** DCS, SOS, OSC, PM and APC in their one-byte form. */
function opensString(code: number): boolean {
  return code === 0x90 || code === 0x98 || (code >= 0x9d && code <= 0x9f);
}

/** False for "concealed" (8), which hides text from the reader and not from who copies it. */
function isVisibleStyle(parameters: string): boolean {
  if (!/^[0-9;:]{0,32}$/.test(parameters)) return false;
  const codes = parameters.split(';');
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? '';
    if (code === '38' || code === '48' || code === '58') i += codes[i + 1] === '5' ? 2 : 4;
    else if (Number(code) === 8) return false;
  }
  return true;
}
