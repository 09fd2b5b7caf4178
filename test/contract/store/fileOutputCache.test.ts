import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFileOutputCache, type FileOutputCache } from '../../../src/adapters/store/fileOutputCache.ts';

const { signal } = new AbortController();

describe('output cache: files', () => {
  let folder: string;
  let now: number;
  let cache: FileOutputCache;
  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'lwout-')), 'outputs');
    now = Date.UTC(2026, 0, 1);
    cache = createFileOutputCache(folder, () => now);
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));
  const files = () => readdirSync(folder).map((name) => path.join(folder, name));

  it('gives what was put last, also to others', async () => {
    assert.equal(await cache.get('a'), undefined);
    cache.put('a', { deep: [1, 'ü', null] });
    cache.put('b', undefined);
    assert.deepEqual(await cache.get('a'), { output: { deep: [1, 'ü', null] } });
    assert.deepEqual(await createFileOutputCache(folder, Date.now).get('b'), { output: null });
    cache.put('a', 2);
    assert.deepEqual(await cache.get('a'), { output: 2 });
    assert.equal(files().length, 2);
  });

  it('takes no key for a path, and keeps what it has from others', () => {
    cache.put('../../outside', 'mine');
    const [file = ''] = files();
    assert.match(path.basename(file), /^[0-9a-f]{64}\.json$/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.ok(!readFileSync(file, 'utf8').includes('outside'));
  });

  for (const [what, text] of [
    ['cut short', '{"key":"'],
    ['empty', ''],
    ['of another form', '[1]'],
    ['null', 'null'],
    ['of another key', '{"key":"b","output":1}'],
    ['without an output', '{"key":"KEY"}'],
  ] as const)
    it(`misses when the file is ${what}, and replaces it`, async () => {
      cache.put('a', 1);
      const [file = ''] = files();
      writeFileSync(file, text.replace('KEY', path.basename(file, '.json')));
      assert.equal(await cache.get('a'), undefined);
      cache.put('a', 2);
      assert.deepEqual(await cache.get('a'), { output: 2 });
    });

  it('misses where it cannot read, and does not fail where it cannot write', async () => {
    writeFileSync(folder, 'a file where the folder should be');
    cache.put('a', 1);
    assert.equal(await cache.get('a'), undefined);
    assert.deepEqual(await cache.sweep({ usedBeforeMs: now, dryRun: false }, signal), []);
  });

  it('sweeps what nobody has used for so long', async () => {
    for (const key of ['old', 'used']) cache.put(key, key);
    now += 10_000;
    assert.deepEqual(await cache.get('used'), { output: 'used' });
    cache.put('new', 'new');
    const [planned = 0, ...more] = await cache.sweep({ usedBeforeMs: now, dryRun: true }, signal);
    assert.deepEqual(more, []);
    assert.equal(files().length, 3);
    assert.deepEqual(await cache.sweep({ usedBeforeMs: now, dryRun: false }, signal), [planned]);
    assert.ok(planned > 0);
    assert.equal(await cache.get('old'), undefined);
    for (const key of ['used', 'new']) assert.deepEqual(await cache.get(key), { output: key });
  });

  it('leaves no half-written file behind when it is read at the same time', async () => {
    const long = 'x'.repeat(100_000);
    cache.put('a', long);
    const reads = Array.from({ length: 20 }, () => cache.get('a'));
    for (let i = 0; i < 20; i++) cache.put('a', long);
    for (const found of await Promise.all(reads)) assert.equal(found?.output, long);
    assert.equal(files().length, 1);
  });
});
