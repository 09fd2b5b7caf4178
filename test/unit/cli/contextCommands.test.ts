import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { runCli } from '../../../src/cli/runCli.ts';

const files: Readonly<Record<string, string>> = {
  '.gitignore': 'out/\n',
  'src/retry.ts':
    '/** Calls again after a pause that doubles with every failure. */\nexport async function withBackoff(call: () => Promise<void>) {\n  await call();\n}\n\nexport class Budget {\n  spend(usd: number) {\n    return usd;\n  }\n}\n',
  'src/shop.py': 'class Shop:\n    def open(self):\n        """Lets customers in."""\n        return True\n',
  'test/retry.test.ts': "import { withBackoff } from '../src/retry.ts';\ntest('waits', () => withBackoff());\n",
  'out/built.js': 'function withBackoffBuilt() {}\n',
  'node_modules/x/index.js': 'function withBackoffPackage() {}\n',
  '.env': 'SECRET_BACKOFF=hunter2hunter2\n',
  'photo.txt': 'backoff \u0000 binary',
  'package-lock.json': '{"withBackoff": 1}\n',
};

interface Hit {
  readonly path: string;
  readonly name: string;
  readonly kind: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly source: { readonly kind: string };
}

describe('index and query', () => {
  let base = '';
  let workspace = '';

  const extra: Record<string, string> = {};
  const run = async (...argv: string[]) => {
    const [stdout, stderr, stdin] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const env = {
      PATH: process.env.PATH,
      HOME: base,
      LOOPWRIGHT_HOME: path.join(base, 'data'),
      NO_COLOR: '1',
      ...extra,
    };
    const exitCode = await runCli(argv, { stdout, stderr, stdin, env, cwd: workspace } as never);
    return { exitCode, out: String(stdout.read() ?? ''), said: String(stderr.read() ?? '') };
  };
  const json = async (...argv: string[]) =>
    JSON.parse((await run(...argv, '--json')).out) as Record<string, unknown> & { hits: Hit[] };
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(workspace, file)), { recursive: true });
    writeFileSync(path.join(workspace, file), text);
  };

  before(() => {
    base = mkdtempSync(path.join(tmpdir(), 'lw-context-'));
    workspace = path.join(base, 'ws');
    for (const [file, text] of Object.entries(files)) write(file, text);
  });
  after(() => rmSync(base, { recursive: true, force: true }));

  it('builds the index at the first question, and finds by meaning', async () => {
    const { ok, hits, update } = await json('query', 'pause grows after each error', '--k', '3');
    assert.equal(ok, true);
    assert.deepEqual((update as { indexed: number }).indexed, 5);
    assert.deepEqual(
      [hits[0]?.path, hits[0]?.name, hits[0]?.kind, hits[0]?.startLine, hits[0]?.endLine],
      ['src/retry.ts', 'withBackoff', 'function', 1, 4],
    );
  });

  it('leaves out what is ignored, installed, binary, made by a machine or secret', async () => {
    const { hits } = await json('query', '--text', 'backoff secret hunter2hunter2', '--k', '50');
    assert.deepEqual(new Set(hits.map((hit) => hit.path.split('/')[0])), new Set(['src', 'test']));
    assert.deepEqual((await json('index', '--status')).pending, 0);
  });

  it('brings in what has changed, and forgets what is gone', async () => {
    write('src/retry.ts', 'export function unheardOf() {\n  return 1;\n}\n');
    rmSync(path.join(workspace, 'src/shop.py'));
    assert.equal((await json('index', '--status')).pending, 2);
    const stale = await json('query', 'unheardOf', '--as-is', '--mode', 'sparse-first');
    assert.ok(!stale.hits.some(({ name }) => name === 'unheardOf'));
    const { indexed, removed, pending } = await json('index');
    assert.deepEqual([indexed, removed, pending], [1, 1, 0]);
    const { hits } = await json('query', 'unheardOf');
    assert.equal(hits[0]?.name, 'unheardOf');
    assert.ok(!hits.some((hit) => hit.path === 'src/shop.py'));
  });

  it('gives the same bytes for the same question when it is to be deterministic', async () => {
    const argv = ['query', 'calls again', '--deterministic', '--fusion', 'weighted', '--json'];
    const first = await run(...argv);
    await run('index', '--rebuild');
    assert.equal((await run(...argv)).out, first.out);
  });

  it('filters by pairs and by JSON', async () => {
    const { hits } = await json('query', 'backoff', '--filter-kv', 'test=true');
    assert.deepEqual(
      hits.map((hit) => hit.path),
      ['test/retry.test.ts'],
    );
    const none = await run('query', 'backoff', '--filter-json', '{"lines":{"gt":900}}');
    assert.deepEqual([none.exitCode, none.out], [1, 'Nothing was found.\n']);
  });

  it('says it in words', async () => {
    const { out, exitCode } = await run('query', 'unheardOf', '--k', '1');
    assert.match(out, /^src\/retry\.ts:1-3 {2}function unheardOf {2}\d\.\d{4}\n$/);
    assert.equal(exitCode, 0);
    assert.match(
      (await run('index')).out,
      /^Files: 0 indexed, 0 removed, 4 unchanged, in .* s\.\nThe index holds \d+ pieces of 4 files/,
    );
  });

  it('leaves files out that .loopwright/context.yaml names, and says what is wrong with it', async () => {
    write('.loopwright/context.yaml', 'exclude: ["test/**", ".gitignore"]\n');
    await run('index');
    assert.ok(!(await json('query', 'backoff')).hits.some((hit) => hit.path.startsWith('test/')));
    write('.loopwright/context.yaml', 'excludes: []\n');
    const { exitCode, said } = await run('index');
    assert.equal(exitCode, 2);
    assert.match(said, /\.loopwright\/context\.yaml: .*excludes.*\(context\.badSettings\)/s);
    rmSync(path.join(workspace, '.loopwright'), { recursive: true });
  });

  describe('scopes', () => {
    const otherOf = () => path.join(base, 'other');
    const inOther = async (...argv: string[]) => run(...argv, '--workspace', otherOf());
    const note = (about: string, text: string) => `---\nkind: note\nabout: ${JSON.stringify(about)}\n---\n${text}\n`;
    const sourcesOf = (hits: readonly Hit[]) => new Set(hits.map(({ source }) => source.kind));

    before(() => {
      mkdirSync(path.join(base, 'data', 'memory'), { recursive: true });
      writeFileSync(
        path.join(base, 'data', 'memory', 'retry-habit.md'),
        note('Backoff is capped at one minute', 'Longer pauses hide outages.'),
      );
      write('.loopwright/memory/kept-habit.md', note('Backoff doubles here', 'Never adds.'));
      mkdirSync(otherOf());
      writeFileSync(path.join(otherOf(), 'queue.ts'), 'export function backoffOfQueue() {\n  return 1;\n}\n');
    });
    after(() => rmSync(path.join(workspace, '.loopwright'), { recursive: true, force: true }));

    it('session finds the files of the project alone', async () => {
      const { hits } = await json('query', 'backoff', '--k', '50');
      assert.deepEqual(sourcesOf(hits), new Set(['workspace']));
    });

    it('global finds what is remembered as well, and says where it lies', async () => {
      const { hits } = await json('query', 'backoff capped at one minute', '--scope', 'global', '--k', '50');
      const [first] = hits;
      assert.equal(first?.name, 'retry-habit');
      assert.deepEqual([first?.kind, first?.source], ['fact', { kind: 'memory', place: 'global' }]);
      assert.equal(first?.path, path.join(base, 'data', 'memory', 'retry-habit.md'));
      const kept = hits.find(({ name, kind }) => kind === 'fact' && name === 'kept-habit');
      assert.deepEqual(kept?.source, { kind: 'memory', place: 'kept' });
      assert.equal(kept?.path, '.loopwright/memory/kept-habit.md');
      assert.deepEqual(sourcesOf(hits), new Set(['workspace', 'memory']));
    });

    it('global leaves other projects out until they are asked for', async () => {
      assert.equal((await inOther('index')).exitCode, 0);
      const plain = await json('query', 'backoffOfQueue', '--scope', 'global', '--k', '50');
      assert.ok(!plain.hits.some(({ name }) => name === 'backoffOfQueue'));
      const { hits } = await json('query', 'backoffOfQueue', '--scope', 'global', '--all-workspaces');
      assert.equal(hits[0]?.path, 'queue.ts');
      assert.deepEqual(hits[0]?.source, { kind: 'otherWorkspace', folder: otherOf() });
      const said = await run('query', 'backoffOfQueue', '--scope', 'global', '--all-workspaces', '--k', '1');
      assert.match(said.out, new RegExp(`^${otherOf()}/queue\\.ts:1-3 .*another project\n$`));
    });

    it('global filters facts and code alike', async () => {
      const ask = ['query', 'backoff', '--scope', 'global', '--k', '50', '--filter-kv'];
      assert.ok((await json(...ask, 'kind=fact')).hits.every(({ kind }) => kind === 'fact'));
      assert.ok((await json(...ask, 'language=typescript')).hits.every((hit) => hit.path.endsWith('.ts')));
    });

    it('other projects that are gone are passed over', async () => {
      rmSync(otherOf(), { recursive: true });
      const { hits } = await json('query', 'backoffOfQueue', '--scope', 'global', '--all-workspaces', '--k', '50');
      assert.ok(!hits.some(({ source }) => source.kind === 'otherWorkspace'));
    });

    for (const [argv, code] of [
      [['--scope', 'task'], 'run.unknown'],
      [['--scope', 'task', '--run', 'nothing'], 'run.unknown'],
      [['--run', 'nothing'], 'query.badQuery'],
      [['--all-workspaces'], 'query.badQuery'],
      [['--scope', 'planet'], 'query.badQuery'],
    ] as const) {
      it(`refuses ${argv.join(' ')} with ${code}`, async () => {
        const { error } = await json('query', 'backoff', ...argv);
        assert.equal((error as { code: string }).code, code);
      });
    }
  });

  it('sends no code to a server of vectors that nobody agreed to', async () => {
    extra.LOOPWRIGHT_EMBEDDER = 'openai-compatible/small@https://vectors.example.com/v1';
    const { exitCode, said } = await run('query', 'backoff');
    delete extra.LOOPWRIGHT_EMBEDDER;
    assert.match(said, /Nobody has agreed yet to send code to https:\/\/vectors\.example\.com.*\(model\.notAgreed\)/);
    assert.equal(exitCode, 2);
  });

  for (const [argv, code] of [
    [['query'], 'query.badQuery'],
    [['query', 'x', '--mode', 'fast'], 'query.badQuery'],
    [['query', 'x', '--k', '0'], 'usage.badNumber'],
    [['query', 'x', '--filter-kv', 'colour=red'], 'query.badFilter'],
    [['query', 'x', '--filter-json', '{"a"'], 'usage.badArguments'],
    [['query', 'x', '--embedding-json', '["a"]'], 'usage.badArguments'],
    [['index', '--status', '--rebuild'], 'usage.badArguments'],
  ] as const) {
    it(`refuses ${argv.join(' ')}, also as JSON`, async () => {
      const { exitCode, out } = await run(...argv, '--json');
      assert.equal(exitCode, 2);
      const { ok, traceId, error } = JSON.parse(out) as { ok: boolean; traceId: null; error: { code: string } };
      assert.deepEqual([ok, traceId, error.code], [false, null, code]);
    });
  }
});
