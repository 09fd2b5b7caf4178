/** How a piece of terminal output looks: numbers of the sixteen colours of a theme, undefined for its own. */
export interface AnsiStyle {
  readonly color: number | undefined;
  readonly background: number | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly strike: boolean;
}

/** A piece of terminal output in one style. */
export interface AnsiPiece {
  readonly text: string;
  readonly style: AnsiStyle;
}

type Mutable = { -readonly [Name in keyof AnsiStyle]: AnsiStyle[Name] };

const plain: AnsiStyle = {
  color: undefined,
  background: undefined,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  strike: false,
};

// Any control sequence (ECMA-48): SGR is obeyed, everything else is taken out, since a page has no cursor to move.
const esc = '\u001b';
const bell = '\u0007';
const sequence = new RegExp(
  [
    `${esc}\\[([0-?]*)[ -/]*([@-~])`,
    `${esc}\\][^${bell}${esc}]*(?:${bell}|${esc}\\\\)?`,
    `${esc}[PX^_][^${esc}]*(?:${esc}\\\\)?`,
    `${esc}[ -/]*[0-~]?`,
  ].join('|'),
  'g',
);

/** Terminal output in pieces of one style. Text that is concealed is shown: nothing is hidden from who reads a trace. */
export function parseAnsi(output: string): readonly AnsiPiece[] {
  const pieces: AnsiPiece[] = [];
  let style: AnsiStyle = plain;
  let at = 0;
  const take = (end: number) => {
    const text = output.slice(at, end);
    const last = pieces.at(-1);
    if (text === '') return;
    if (last && last.style === style) pieces[pieces.length - 1] = { text: last.text + text, style };
    else pieces.push({ text, style });
  };
  for (const match of output.matchAll(sequence)) {
    take(match.index);
    at = match.index + match[0].length;
    if (match[2] === 'm') style = restyle(style, match[1] ?? '');
  }
  take(output.length);
  return pieces;
}

/** The style after an SGR sequence with these parameters. */
function restyle(before: AnsiStyle, parameters: string): AnsiStyle {
  const codes = parameters.split(/[;:]/).map((code) => (code === '' ? 0 : Number(code)));
  const style: Mutable = { ...before };
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    if (code === 38 || code === 48) {
      const { color, used } = extendedColor(codes.slice(i + 1));
      if (code === 38) style.color = color;
      else style.background = color;
      i += used;
    } else applyCode(style, code);
  }
  return same(style, plain) ? plain : style;
}

const same = (a: AnsiStyle, b: AnsiStyle) =>
  (Object.keys(plain) as (keyof AnsiStyle)[]).every((name) => a[name] === b[name]);

function applyCode(style: Mutable, code: number): void {
  if (code === 0) Object.assign(style, plain);
  else if (code === 1) style.bold = true;
  else if (code === 2) style.dim = true;
  else if (code === 3) style.italic = true;
  else if (code === 4 || code === 21) style.underline = true;
  else if (code === 7) style.inverse = true;
  else if (code === 9) style.strike = true;
  else if (code === 22) Object.assign(style, { bold: false, dim: false });
  else if (code === 23) style.italic = false;
  else if (code === 24) style.underline = false;
  else if (code === 27) style.inverse = false;
  else if (code === 29) style.strike = false;
  else if (code >= 30 && code <= 37) style.color = code - 30;
  else if (code === 39) style.color = undefined;
  else if (code >= 40 && code <= 47) style.background = code - 40;
  else if (code === 49) style.background = undefined;
  else if (code >= 90 && code <= 97) style.color = code - 82;
  else if (code >= 100 && code <= 107) style.background = code - 92;
}

/** `5;N` or `2;R;G;B` as the nearest of the sixteen: only those are sure to be readable on the theme's surface. */
function extendedColor([form, ...rest]: readonly number[]): {
  readonly color: number | undefined;
  readonly used: number;
} {
  if (form === 5) return { color: fromPalette(rest[0] ?? 0), used: 2 };
  if (form !== 2) return { color: undefined, used: 1 };
  const [red = 0, green = 0, blue = 0] = rest;
  return { color: nearest(red, green, blue), used: 4 };
}

/** xterm's 256 colours: 16 of the theme, a cube of 6×6×6, 24 greys. */
function fromPalette(index: number): number {
  if (index < 16) return Math.max(0, index);
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return nearest(grey, grey, grey);
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return nearest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

function nearest(red: number, green: number, blue: number): number {
  const most = Math.max(red, green, blue);
  const spread = most - Math.min(red, green, blue);
  if (spread < 40) return most < 64 ? 0 : most < 128 ? 8 : most < 208 ? 7 : 15;
  const middle = (most + Math.min(red, green, blue)) / 2;
  const hue = (red > middle ? 1 : 0) + (green > middle ? 2 : 0) + (blue > middle ? 4 : 0);
  return most > 215 ? hue + 8 : hue;
}

/** The classes of a piece; an inverted one swaps its colours. */
export function classOfStyle(style: AnsiStyle): string {
  const { color, background, inverse } = style;
  const [fore, back] = inverse ? [background ?? 'surface', color ?? 'text'] : [color, background];
  const words = (['bold', 'dim', 'italic', 'underline', 'strike'] as const)
    .filter((name) => style[name])
    .map((name) => `ansi-${name}`);
  if (fore !== undefined) words.push(`ansi-fore-${fore}`);
  if (back !== undefined) words.push(`ansi-back-${back}`);
  return words.join(' ');
}
