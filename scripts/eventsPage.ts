// Writes docs/events.md from the event union, whose docstrings are the page's text: node scripts/eventsPage.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
/** The files that declare the union, in the order of the page. */
export const sources: readonly string[] = ['src/core/run/runEvent.ts', 'src/core/run/reviewEvent.ts'];
const page = 'docs/events.md';

/** One member of the union as the page shows it. */
export interface EventEntry {
  readonly type: string;
  readonly about: string;
  readonly fields: readonly {
    readonly name: string;
    readonly type: string;
    readonly optional: boolean;
    readonly about: string;
  }[];
}

/** The members of a union in the order of the source, read from its text. */
export function readEvents(text: string): readonly EventEntry[] {
  const start = text.search(/^export type \w+EventKind =/m);
  if (start < 0) throw new Error(`no union of events is declared in: ${text.slice(0, 60)}`);
  const end = text.indexOf('\n\n', start);
  return membersOf(text.slice(start, end < 0 ? undefined : end)).map(({ about, body }) => {
    const fields = fieldsOf(body);
    const type = /^'([^']+)'$/.exec(fields.find(({ name }) => name === 'type')?.type ?? '')?.[1];
    if (!type) throw new Error(`a member of the union has no type: ${body}`);
    return { type, about, fields: fields.filter(({ name }) => name !== 'type') };
  });
}

/** Each `{…}` of the union with the docstring before it. */
function membersOf(union: string): { readonly about: string; readonly body: string }[] {
  const members: { about: string; body: string }[] = [];
  let from = 0;
  for (const [found, at] of signsOf(union)) {
    if (found !== '{' || at < from) continue;
    const close = closingOf(union, at);
    members.push({ about: docstringOf(union.slice(from, at)), body: union.slice(at + 1, close) });
    from = close + 1;
  }
  return members;
}

/** A docstring as a whole, or one sign: brackets and semicolons of prose are not those of the code. */
const piece = /\/\*\*[\s\S]*?\*\/|[\s\S]/g;

/** The signs of a text with their places, a docstring counting as one. */
function signsOf(text: string): [string, number][] {
  return [...text.matchAll(piece)].map(({ 0: found, index }) => [found, index]);
}

/** The place of the bracket that closes the one at `at`. */
function closingOf(text: string, at: number): number {
  let depth = 0;
  for (const [found, place] of signsOf(text.slice(at))) {
    if (found === '{') depth++;
    if (found === '}' && --depth === 0) return at + place;
  }
  throw new Error(`a bracket of the union is not closed: ${text.slice(at, at + 60)}`);
}

function docstringOf(text: string): string {
  const words = /\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? '';
  return words.replace(/\s*\n\s*\*?\s*/g, ' ').trim();
}

function fieldsOf(body: string): EventEntry['fields'] {
  // A field of a field stands inside a bracket: only the semicolons outside of any part the fields.
  let [depth, field] = [0, ''];
  const parts: string[] = [];
  for (const [sign] of signsOf(`${body};`)) {
    if ('{(['.includes(sign)) depth++;
    if ('})]'.includes(sign)) depth--;
    if (sign !== ';' || depth > 0) field += sign;
    else {
      parts.push(field);
      field = '';
    }
  }
  return parts.flatMap((part) => {
    const found = /readonly (\w+)(\??): ([\s\S]+)$/.exec(part.replace(/\/\*\*[\s\S]*?\*\//, '').trim());
    const [, name, optional, type] = found ?? [];
    if (name === undefined || type === undefined) return [];
    const oneLine = type
      .replace(/readonly /g, '')
      .replace(/\s+/g, ' ')
      .replace(/; }/g, ' }')
      .trim();
    return [{ name, optional: optional === '?', type: oneLine, about: docstringOf(part) }];
  });
}

/** The whole page. */
export function renderEvents(events: readonly EventEntry[]): string {
  const sections = events.flatMap(({ type, about, fields }) => {
    const rows = fields.map(
      ({ name, optional, type: kind, about: said }) =>
        `| \`${name}\`${optional ? ' (may be absent)' : ''} | \`${kind.replaceAll('|', '\\|')}\` | ${said} |`,
    );
    const table = rows.length > 0 ? ['', '| field | type | |', '|---|---|---|', ...rows] : [];
    return [`## \`${type}\``, '', about, ...table, ''];
  });
  return `${[...intro, ...sections].join('\n').trimEnd()}\n`;
}

const intro = [
  '# Run events',
  '',
  `This page is made from ${sources.map((source) => `\`${source}\``).join(' and ')} by \`node scripts/eventsPage.ts\`; a test fails when it is not up to date.`,
  '',
  'What happened in a run, in the order it happened. A run is its events and nothing else: every state that is shown is a fold',
  'over them. `loopwright show RUN --events` prints them; where they are kept: [stores.md](stores.md).',
  '',
  'Every event also has `seq` (from 1, without a gap), `atMs` (milliseconds since 1970) and `v` (version of the union, now 1), and',
  '`node` where it happened in a node of the workflow: the path of that node, `rounds[1]/debug`.',
  'A reader reads older versions and refuses a newer one. A field of type `BlobHash` is the SHA-256 of bytes kept beside the',
  'log. A field that is `undefined` does not appear in the JSON. Secrets are taken out before an event is written.',
  '',
];

/** The page as it should be, from the source as it is. */
export function makeEventsPage(): string {
  return renderEvents(sources.flatMap((source) => readEvents(readFileSync(join(root, source), 'utf8'))));
}

if (import.meta.main) writeFileSync(join(root, page), makeEventsPage());
