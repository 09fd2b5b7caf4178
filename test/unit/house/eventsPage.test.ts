import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeEventsPage, readEvents, renderEvents, sources } from '../../../scripts/eventsPage.ts';

const root = join(import.meta.dirname, '../../..');
const texts = sources.map((source) => readFileSync(join(root, source), 'utf8'));
const page = readFileSync(join(root, 'docs/events.md'), 'utf8');

describe('events page', () => {
  it('has every event of the union', () => {
    const types = [...texts.join('\n').matchAll(/readonly type: '([a-z]+\.[a-zA-Z]+)'/g)].map(([, type]) => type);
    assert.ok(types.length >= 25, 'the pattern of this test is broken');
    assert.deepEqual(
      types.filter((type) => !page.includes(`## \`${type}\`\n`)),
      [],
      'missing from docs/events.md; make it anew with: node scripts/eventsPage.ts',
    );
  });

  it('says of every event what it tells', () => {
    const bare = texts.flatMap(readEvents).filter(({ about }) => about.length < 10);
    assert.deepEqual(
      bare.map(({ type }) => type),
      [],
      `no docstring in ${sources.join(' or ')}`,
    );
  });

  it('is as its source makes it', () => {
    assert.equal(page, makeEventsPage(), 'make it anew with: node scripts/eventsPage.ts');
  });

  it('reads nested types, optional fields and docstrings', () => {
    const text = `export type RunEventKind =
  /** It came
   * to be. */
  | { readonly type: 'a.came' }
  | {
      readonly type: 'b.went';
      /** How far; in metres. */
      readonly far?: readonly { readonly x: number; readonly y: 'n' | 's' }[];
    };

`;
    const [a, b] = readEvents(text);
    assert.deepEqual(a, { type: 'a.came', about: 'It came to be.', fields: [] });
    const far = { name: 'far', optional: true, type: "{ x: number; y: 'n' | 's' }[]", about: 'How far; in metres.' };
    assert.deepEqual(b, { type: 'b.went', about: '', fields: [far] });
    assert.match(
      renderEvents([b ?? assert.fail()]),
      /\| `far` \(may be absent\) \| `\{ x: number; y: 'n' \\\| 's' \}\[\]` \| How far; in metres\. \|/,
    );
  });
});
