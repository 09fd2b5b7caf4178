import fc from 'fast-check';

/** One change of a text. Places are fractions of its length in millionths, so that they mean something in every text. */
type Mutation =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'put'; readonly at: number; readonly length: number; readonly token: string }
  | { readonly kind: 'remove'; readonly at: number; readonly length: number }
  | { readonly kind: 'repeat'; readonly at: number; readonly length: number; readonly times: number }
  | {
      readonly kind: 'splice';
      readonly at: number;
      readonly other: number;
      readonly from: number;
      readonly length: number;
    }
  | { readonly kind: 'truncate'; readonly at: number }
  | { readonly kind: 'nest'; readonly at: number; readonly pair: readonly [string, string]; readonly depth: number }
  | { readonly kind: 'swapLines'; readonly at: number; readonly to: number }
  | { readonly kind: 'dropLine'; readonly at: number }
  | { readonly kind: 'number'; readonly at: number; readonly token: string }
  | { readonly kind: 'lineEnds'; readonly end: string };

const million = 1_000_000;
/** Longest input that a mutation makes, in UTF-16 units. */
const longest = 300_000;

const pairs: readonly (readonly [string, string])[] = [
  ['[', ']'],
  ['{"a":', '}'],
  ['{', '}'],
  ['(', ')'],
  ['<a>', '</a>'],
  ['- ', ''],
  ['  ', ''],
  ['"', '"'],
  ['<testsuite>', '</testsuite>'],
  ['    ', ''],
  ['${{', '}}'],
  ['&a [', ', *a]'],
];
const numbers = [
  '0',
  '-1',
  '1e999',
  '2147483648',
  '9007199254740993',
  'NaN',
  '1.5',
  '-0',
  '0x10',
  '00',
  '1'.repeat(400),
];
const oddities = [
  '\0',
  '\r',
  '\r\n',
  '\ufeff',
  '\u2028',
  '\ud800',
  '\udc00',
  '\u{1f600}',
  '\\',
  '"',
  "'",
  '\t',
  '\x1b[31m',
  '\u0301',
];
const ends = ['\n', '\r\n', '\r', '\n\n', ' \n'];

/** Texts made from `pool` by a few mutations each; shrinks towards fewer and smaller mutations of earlier texts. */
export function mutated(pool: readonly string[], dictionary: readonly string[]): fc.Arbitrary<string> {
  const place = fc.nat(million);
  const small = fc.oneof({ weight: 6, arbitrary: fc.nat(12) }, { weight: 2, arbitrary: fc.nat(400) });
  const token = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom('', ...dictionary) },
    { weight: 1, arbitrary: fc.constantFrom(...oddities) },
  );
  const times = fc.oneof({ weight: 8, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: fc.nat(30_000) });
  const depth = fc.oneof({ weight: 6, arbitrary: fc.nat(8) }, { weight: 1, arbitrary: fc.nat(20_000) });
  const of = <T extends string, R extends object>(kind: T, fields: { [K in keyof R]: fc.Arbitrary<R[K]> }) =>
    fc.record({ kind: fc.constant(kind), ...fields });
  const mutation = fc.oneof(
    { weight: 4, arbitrary: of('put', { at: place, length: small, token }) },
    { weight: 3, arbitrary: of('put', { at: place, length: fc.constant(0), token }) },
    { weight: 3, arbitrary: of('remove', { at: place, length: small }) },
    { weight: 2, arbitrary: of('flip', { at: place, bit: fc.nat(15) }) },
    { weight: 2, arbitrary: of('repeat', { at: place, length: small, times }) },
    { weight: 3, arbitrary: of('splice', { at: place, other: place, from: place, length: small }) },
    { weight: 1, arbitrary: of('truncate', { at: place }) },
    { weight: 1, arbitrary: of('nest', { at: place, pair: fc.constantFrom(...pairs), depth }) },
    { weight: 2, arbitrary: of('swapLines', { at: place, to: place }) },
    { weight: 2, arbitrary: of('dropLine', { at: place }) },
    { weight: 2, arbitrary: of('number', { at: place, token: fc.constantFrom(...numbers) }) },
    { weight: 1, arbitrary: of('lineEnds', { end: fc.constantFrom(...ends) }) },
  ) as fc.Arbitrary<Mutation>;
  return fc
    .tuple(fc.nat(Math.max(0, pool.length - 1)), fc.array(mutation, { maxLength: 7 }))
    .map(([base, mutations]) =>
      mutations.reduce((text, one) => apply(text, one, pool).slice(0, longest), pool[base] ?? ''),
    );
}

function apply(text: string, mutation: Mutation, pool: readonly string[]): string {
  if (mutation.kind === 'lineEnds') return text.replace(/\r?\n/g, mutation.end);
  const at = Math.floor((mutation.at / million) * text.length);
  const before = text.slice(0, at);
  switch (mutation.kind) {
    case 'flip':
      return before + String.fromCharCode(text.charCodeAt(at) ^ (1 << mutation.bit)) + text.slice(at + 1);
    case 'put':
      return before + mutation.token + text.slice(at + mutation.length);
    case 'remove':
      return before + text.slice(at + mutation.length);
    case 'repeat': {
      const part = text.slice(at, at + mutation.length);
      return before + part.repeat(Math.min(mutation.times, Math.ceil(longest / (part.length + 1)))) + text.slice(at);
    }
    case 'splice': {
      const other = pool[Math.floor((mutation.other / million) * (pool.length - 1))] ?? '';
      const from = Math.floor((mutation.from / million) * other.length);
      return before + other.slice(from, from + 4 * mutation.length) + text.slice(at + mutation.length);
    }
    case 'truncate':
      return before;
    case 'nest': {
      const [open, close] = mutation.pair;
      const depth = Math.min(mutation.depth, Math.floor(longest / (open.length + close.length + 1)));
      return before + open.repeat(depth) + text.slice(at) + close.repeat(depth);
    }
    case 'number': {
      const found = /-?\d+/.exec(text.slice(at));
      if (!found) return text;
      const start = at + found.index;
      return text.slice(0, start) + mutation.token + text.slice(start + found[0].length);
    }
    default:
      return moveLine(text, mutation, at);
  }
}

function moveLine(text: string, mutation: Extract<Mutation, { kind: 'swapLines' | 'dropLine' }>, at: number): string {
  const lines = text.split('\n');
  const from = text.slice(0, at).split('\n').length - 1;
  const [line = ''] = lines.splice(from, 1);
  if (mutation.kind === 'swapLines') lines.splice(Math.floor((mutation.to / million) * lines.length), 0, line);
  return lines.join('\n');
}
