import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteContextIndex } from '../../../src/adapters/context/sqliteContextIndex.ts';
import { isCoded } from '../../../src/base/errors.ts';
import type { ContextIndex } from '../../../src/core/context/contextIndex.ts';
import { type ContextQuery, fullQuery, fusions, strategies } from '../../../src/core/context/contextQuery.ts';
import type { Embedder } from '../../../src/core/context/embedder.ts';
import { mix } from '../../../src/core/context/hash64.ts';
import { createHashedEmbedder } from '../../../src/core/context/hashedEmbedder.ts';
import { contextRow } from '../../fakes/contextRows.ts';

const { signal } = new AbortController();
const embedder = createHashedEmbedder();
const writer = join(import.meta.dirname, '../../fakes/contextWriter.ts');

const texts: Readonly<Record<string, string>> = {
  'docs/guide.md': '# Remove a folder\nUse rmdir to delete an empty directory.\n\n# Create a file\nCall writeFile.\n',
  'src/retry.txt': 'retryWithBackoff waits longer after each attempt that fails',
  'src/parse.txt': 'parseDuration turns a text like 5 minutes into milliseconds',
  'test/parse.test.txt': 'expects parseDuration to refuse an empty text',
};

describe('ContextIndex: SqliteContextIndex', () => {
  let folder = '';
  let file = '';
  const opened: ContextIndex[] = [];
  const notices: string[] = [];

  const open = (other: Embedder = embedder, at = file): ContextIndex => {
    const notice = (sentence: string) => notices.push(sentence);
    const index = openSqliteContextIndex({ file: at, embedder: other, nowMs: () => 0, notice });
    opened.push(index);
    return index;
  };
  const fill = async (index: ContextIndex, all: Readonly<Record<string, string>> = texts) =>
    index.put(await Promise.all(Object.entries(all).map(([path, text]) => contextRow(path, text, embedder))), signal);
  const ask = async (index: ContextIndex, question: ContextQuery) =>
    (await index.search(fullQuery({ deterministic: true, ...question }), signal)).hits;
  const pathsFor = async (index: ContextIndex, text: string) => (await ask(index, { text })).map(({ path }) => path);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'loopwright-context-'));
    file = join(folder, 'context', 'index.db');
    notices.length = 0;
  });
  afterEach(() => {
    for (const index of opened.splice(0)) index.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('finds by words and by meaning, and says where and why', async () => {
    const index = open();
    await fill(index);
    const [first] = await ask(index, { text: 'parse duration', k: 2 });
    assert.equal(first?.path, 'src/parse.txt');
    assert.deepEqual(
      [first?.startLine, first?.endLine, first?.kind, first?.sparseRank, first?.denseRank],
      [1, 1, 'window', 1, 1],
    );
    assert.ok((first?.sparseScore ?? 0) > 0 && (first?.denseScore ?? 0) > 0 && (first?.fusedScore ?? 0) > 0);
    assert.match(first?.id ?? '', /^[0-9a-f]{16}$/);
    // No word of the question is in the text.
    assert.equal((await ask(index, { text: 'erase dir' }))[0]?.name, 'Remove a folder');
  });

  it('finds what names a found definition when links count, as the files are now', async () => {
    const index = open();
    await fill(index, {
      'docs/door.md': '# openDoor\nTurns the key.\n',
      'src/guest.txt': 'greets a visitor, then openDoor',
      'src/wall.txt': 'paints the wall',
    });
    const pathsWith = async (question: ContextQuery) =>
      (await ask(index, { text: 'turn key', strategy: 'sparse-first', ...question })).map(({ path }) => path);
    assert.deepEqual(await pathsWith({ graphWeight: 0 }), ['docs/door.md']);
    assert.deepEqual(await pathsWith({ graphWeight: 0.5 }), ['docs/door.md', 'src/guest.txt']);
    assert.deepEqual(await pathsWith({ graphWeight: 0.5, filterPairs: ['path=docs/*'] }), ['docs/door.md']);
    await fill(index, { 'src/guest.txt': 'greets a visitor', 'src/wall.txt': 'paints the wall, then openDoor' });
    assert.deepEqual(await pathsWith({ graphWeight: 0.5 }), ['docs/door.md', 'src/wall.txt']);
    await fill(index, { 'docs/door.md': '# liftGate\nTurns the key.\n', 'src/guest.txt': 'a visitor: liftGate' });
    assert.deepEqual(await pathsWith({ graphWeight: 0.5 }), ['docs/door.md', 'src/guest.txt']);
  });

  it('answers with every strategy and fusion, and within k', async () => {
    const index = open();
    await fill(index);
    for (const strategy of strategies) {
      for (const fusion of fusions) {
        const hits = await ask(index, { text: 'parse duration of a text', strategy, fusion, k: 2 });
        assert.equal(hits[0]?.path, 'src/parse.txt', `${strategy} ${fusion}`);
        assert.ok(hits.length <= 2);
      }
    }
  });

  it('asks with a vector alone, and refuses one of another length', async () => {
    const index = open();
    await fill(index);
    const vector = await embedder.embed([{ text: '', terms: new Map([['retrywithbackoff', 1]]) }], 'query', signal);
    const hits = await ask(index, { embedding: [...vector] });
    assert.equal(hits[0]?.path, 'src/retry.txt');
    assert.equal(hits[0]?.sparseScore, undefined);
    await assert.rejects(ask(index, { embedding: [1, 2, 3] }), (error) => isCoded(error, 'query.badQuery'));
  });

  it('filters before it ranks', async () => {
    const index = open();
    await fill(index);
    const paths = async (question: ContextQuery) =>
      (await ask(index, { text: 'parse duration text file folder', k: 1, ...question })).map(({ path }) => path);
    assert.deepEqual(await paths({ filterPairs: ['test=true'] }), ['test/parse.test.txt']);
    assert.deepEqual(await paths({ filter: { path: { prefix: 'docs/' } }, filterPairs: ['name=Create a file'] }), [
      'docs/guide.md',
    ]);
    assert.deepEqual(await paths({ filter: { kind: 'section', lines: { gt: 2 } } }), []);
    assert.deepEqual(await paths({ filter: { language: 'markdown', startLine: { gte: 4 } } }), ['docs/guide.md']);
    assert.deepEqual(await paths({ filter: { not: { or: [{ language: 'txt' }, { language: 'markdown' }] } } }), []);
  });

  it('forgets what is removed and what a file no longer says', async () => {
    const index = open();
    await fill(index);
    await index.remove(['src/retry.txt', 'never/was.txt'], signal);
    assert.ok(!(await pathsFor(index, 'retryWithBackoff')).includes('src/retry.txt'));
    await fill(index, { 'src/parse.txt': 'now it renders a calendar' });
    assert.equal((await pathsFor(index, 'renders calendar'))[0], 'src/parse.txt');
    assert.equal((await index.counts(signal)).files, 3);
    assert.deepEqual(
      [...(await index.stamps(signal)).keys()],
      ['docs/guide.md', 'src/parse.txt', 'test/parse.test.txt'],
    );
  });

  it('writes what is there already without a trace', async () => {
    const index = open();
    await fill(index);
    const before = await ask(index, { text: 'parse duration' });
    await fill(index);
    await fill(index);
    assert.deepEqual(await ask(index, { text: 'parse duration' }), before);
    assert.equal((await index.counts(signal)).chunks, 5);
  });

  it('is kept, readable for its owner only', async () => {
    const first = open();
    await fill(first);
    const before = await ask(first, { text: 'refuse empty text' });
    first.dispose();
    opened.splice(0);
    assert.deepEqual(await ask(open(), { text: 'refuse empty text' }), before);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, 'context')).mode & 0o777, 0o700);
    assert.deepEqual(notices, []);
  });

  for (const [what, harm, said] of [
    ['is no database', (at: string) => writeFileSync(at, 'x'.repeat(9_000)), /damaged/],
    ['is cut off', (at: string) => truncateSync(at, Math.floor(statSync(at).size / 2 / 4096) * 4096), /damaged/],
    ['has other bytes in a row', changeRow, /damaged/],
    ['is of a later version', (at: string) => inDatabase(at, 'PRAGMA user_version = 99'), /of version 99/],
    ['lacks a table', (at: string) => inDatabase(at, 'DROP TABLE file'), /damaged/],
  ] as const) {
    it(`is built again with a notice when the file ${what}`, async () => {
      const many = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`f${i}.txt`, `word${i} `.repeat(300)]));
      const first = open();
      await fill(first, many);
      first.dispose();
      opened.splice(0);
      inDatabase(file, 'PRAGMA wal_checkpoint(TRUNCATE)');
      harm(file);
      const index = open();
      assert.deepEqual(await ask(index, { text: 'word7' }), []);
      assert.equal(notices.length, 1);
      assert.match(notices[0] ?? '', said);
      assert.match(notices[0] ?? '', /nothing of yours is lost/);
      await fill(index);
      assert.equal((await pathsFor(index, 'parse duration'))[0], 'src/parse.txt');
    });
  }

  it('is built again for another embedder', async () => {
    await fill(open());
    const other: Embedder = { ...embedder, id: 'other-1' };
    assert.equal((await open(other).counts(signal)).chunks, 0);
    assert.match(notices[0] ?? '', /other vectors/);
  });

  it('may be deleted while it is open', async () => {
    const index = open();
    await fill(index);
    assert.equal((await ask(index, { text: 'calendar duration' })).length > 0, true);
    rmSync(join(folder, 'context'), { recursive: true });
    assert.deepEqual(await ask(index, { text: 'duration' }), []);
    await fill(index);
    assert.equal((await pathsFor(index, 'parse duration'))[0], 'src/parse.txt');
  });

  it('sees what another one that has it open writes, clears or rebuilds', async () => {
    const [one, two] = [open(), open()];
    await fill(one);
    assert.equal((await pathsFor(two, 'retry backoff'))[0], 'src/retry.txt');
    await fill(two, { 'src/new.txt': 'somethingUnheardOf happens' });
    assert.equal((await pathsFor(one, 'somethingUnheardOf'))[0], 'src/new.txt');
    await one.clear(signal);
    assert.deepEqual(await ask(two, { text: 'retry' }), []);
    await fill(two);
    assert.equal((await one.counts(signal)).files, 4);
  });

  it('is whole when several processes write at once, and one of them is killed', async () => {
    const reader = open();
    await fill(reader);
    const children = ['a', 'b', 'c'].map((name) => {
      const child = spawn(process.execPath, [writer, file, name, name === 'c' ? '100000' : '40'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (bytes: Buffer) => {
        said += bytes.toString();
      });
      return { child, exit: once(child, 'exit'), said: () => said };
    });
    const [a, b, c] = children;
    await Promise.all([a?.exit, b?.exit]);
    while (!c?.said().includes('wrote 3\n')) await new Promise((resolve) => setTimeout(resolve, 20));
    c?.child.kill('SIGKILL');
    await c?.exit;
    for (const { said } of children) assert.doesNotMatch(said(), /notice/);
    const wrote = (name: string) => ask(reader, { text: `${name} wrote round 39`, filterPairs: [`path=${name}/*`] });
    assert.equal((await wrote('a')).length, 5);
    assert.equal((await wrote('b')).length, 5);
    assert.equal((await reader.counts(signal)).files, 4 + 15);
    assert.equal((await pathsFor(reader, 'retryWithBackoff'))[0], 'src/retry.txt');
    assert.deepEqual(notices, []);
  });

  it('is after 1,000 edits what it would be if it were built anew', async () => {
    const now = new Map<string, string>();
    const edited = open();
    for (let step = 0; step < 1_000; step++) {
      const path = `dir${mix(`p${step}`, 1) % 5}/file${mix(`q${step}`, 1) % 30}.md`;
      if (mix(`d${step}`, 1) % 4 === 0) {
        now.delete(path);
        await edited.remove([path], signal);
      } else {
        const words = Array.from(
          { length: 3 + (mix(`n${step}`, 1) % 40) },
          (_, i) => vocabulary[mix(`${step} ${i}`, 5) % vocabulary.length],
        );
        const text = `# ${words[0]} ${step % 50}\n${words.join(' ')}\n# ${words[1]}\n${words.slice(3).join('\n')}\n`;
        now.set(path, text);
        await edited.put([await contextRow(path, text, embedder)], signal);
      }
      if (step % 37 === 0) await edited.counts(signal);
    }
    const rebuilt = open(embedder, join(folder, 'again.db'));
    await fill(rebuilt, Object.fromEntries([...now].reverse()));
    assert.deepEqual(new Set((await edited.stamps(signal)).keys()), new Set((await rebuilt.stamps(signal)).keys()));
    for (let i = 0; i < 60; i++) {
      const text = `${vocabulary[i % vocabulary.length]} ${vocabulary[(i * 7 + 3) % vocabulary.length]} unheard`;
      const question = {
        text,
        k: 25,
        fusion: fusions[i % fusions.length],
        strategy: strategies[i % strategies.length],
      };
      assert.deepEqual(await ask(edited, question), await ask(rebuilt, question), text);
    }
  });
});

const vocabulary =
  'parse file remove folder retry delay cache token graph node edge merge patch test report budget index query rank sort filter stream write read open close lock'.split(
    ' ',
  );

function inDatabase(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

/** Changes a byte in the middle of a row's body, which SQLite itself does not notice. */
function changeRow(file: string): void {
  const db = new DatabaseSync(file);
  const { path, body } = db.prepare('SELECT path, body FROM file LIMIT 1').get() as { path: string; body: Uint8Array };
  const at = body.length >> 1;
  body[at] = (body[at] ?? 0) ^ 0xff;
  db.prepare('UPDATE file SET body = ? WHERE path = ?').run(body, path);
  db.close();
}
