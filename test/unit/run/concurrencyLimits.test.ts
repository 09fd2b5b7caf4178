import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConcurrencyLimits } from '../../../src/app/concurrencyLimits.ts';

describe('limits of concurrency', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lwl-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (text: string) => writeFileSync(path.join(folder, 'limits.json'), text);

  it('are none without a file, and those of the file otherwise', () => {
    assert.deepEqual(readConcurrencyLimits(folder), {});
    write('{"*": 16, "kind:run": 2, "provider:openai-compatible": 4}');
    assert.deepEqual(readConcurrencyLimits(folder), { '*': 16, 'kind:run': 2, 'provider:openai-compatible': 4 });
  });

  for (const [what, text, said] of [
    ['no JSON', '{', /limits\.json is not a table of limits/],
    ['a list', '[]', /limits\.json/],
    ['a place that there is not', '{"kind:agnet": 2}', /kind:agnet/],
    ['no place at all', '{"kind:run": 0}', /kind:run.*from 1 up/],
    ['half a place', '{"*": 1.5}', /from 1 up/],
  ] as const)
    it(`are refused where there is ${what}`, () => {
      write(text);
      assert.throws(
        () => readConcurrencyLimits(folder),
        (error: { code: string; message: string }) => error.code === 'limits.invalid' && said.test(error.message),
      );
    });
});
