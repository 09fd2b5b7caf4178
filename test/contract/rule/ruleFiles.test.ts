import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { loadRules } from '../../../src/app/loadRules.ts';
import { importWorkspaceRules } from '../../../src/app/ruleFiles.ts';
import { isCoded } from '../../../src/base/errors.ts';
import { runCli } from '../../../src/cli/runCli.ts';

const signal = new AbortController().signal;

class Place implements Disposable {
  readonly root = mkdtempSync(path.join(tmpdir(), 'loopwright-rules-'));
  readonly workspace = path.join(this.root, 'shop');

  constructor(files: Readonly<Record<string, string>>) {
    mkdirSync(this.workspace);
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  write(name: string, text: string): void {
    const file = path.join(this.workspace, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  text(name: string): string {
    return readFileSync(path.join(this.workspace, name), 'utf8');
  }

  link(name: string, to: string): void {
    mkdirSync(path.dirname(path.join(this.workspace, name)), { recursive: true });
    symlinkSync(to, path.join(this.workspace, name));
  }

  import(options: { force?: boolean; dryRun?: boolean } = {}) {
    return importWorkspaceRules(this.workspace, { force: false, dryRun: false, ...options }, signal);
  }

  async cli(...argv: readonly string[]) {
    const [stdout, stderr, stdin] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const env = {
      PATH: process.env.PATH,
      HOME: this.root,
      LOOPWRIGHT_HOME: path.join(this.root, 'data'),
      NO_COLOR: '1',
    };
    const exitCode = await runCli(argv, { stdout, stderr, stdin, env, cwd: this.workspace } as never);
    return { exitCode, out: String(stdout.read() ?? ''), said: String(stderr.read() ?? '') };
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

const left = {
  '.clinerules/style.md': 'Use tabs.\n',
  '.cursor/rules/api.mdc': '---\nglobs: src/api/**\n---\nValidate input.\n',
  '.roo/rules-code/a.md': 'No comments.\n',
  '.roorules-ask': 'Be brief.\n',
  'CLAUDE.md': 'Run the tests.\n',
};

describe('import-rules', () => {
  it('writes what other tools left, and gives it to an agent', async () => {
    using place = new Place(left);
    const { exitCode, out, said } = await place.cli('import-rules');
    assert.equal(exitCode, 0, said);
    const rows = out.trim().split('\n');
    assert.deepEqual(
      rows.map((line) => line.split(/ {2,}/).slice(0, 2).join(' ')).sort(),
      ['claude-claude', 'cline-style', 'cursor-api', 'roo-ask', 'roo-code-a'].map(
        (name) => `.loopwright/rules/${name}.md written`,
      ),
    );
    assert.equal(
      place.text('.loopwright/rules/cursor-api.md'),
      '---\nsource: .cursor/rules/api.mdc\nglobs:\n  - src/api/**\napply: files\n---\n\nValidate input.\n',
    );
    const { rules, offered } = await loadRules(place.workspace, { paths: ['src/api/a.ts'] }, signal);
    assert.deepEqual(
      rules.map(({ text }) => text),
      ['Run the tests.', 'Use tabs.', 'Validate input.'],
    );
    assert.deepEqual(
      offered.map(({ path: at }) => at),
      ['.loopwright/rules/roo-ask.md', '.loopwright/rules/roo-code-a.md'],
    );
  });

  it('never overwrites without --force, and says so by its exit code', async () => {
    using place = new Place({ '.cursorrules': 'New.', '.loopwright/rules/cursor.md': 'My own.\n' });
    const refused = await place.cli('import-rules', '--json');
    assert.equal(refused.exitCode, 1);
    assert.deepEqual(JSON.parse(refused.out), {
      ok: true,
      dryRun: false,
      rules: [{ file: '.loopwright/rules/cursor.md', source: '.cursorrules', notes: [], state: 'exists' }],
      skipped: [],
    });
    assert.equal(place.text('.loopwright/rules/cursor.md'), 'My own.\n');
    assert.match((await place.cli('import-rules')).out, /not touched.*\n.*--force/);
    const forced = await place.cli('import-rules', '--force');
    assert.equal(forced.exitCode, 0);
    assert.match(place.text('.loopwright/rules/cursor.md'), /\nNew\.\n$/);
    assert.match((await place.cli('import-rules')).out, /there already, the same/);
  });

  it('writes nothing with --dry-run, and finds nothing where there is nothing', async () => {
    using place = new Place(left);
    const { exitCode, out } = await place.cli('import-rules', '--dry-run');
    assert.equal(exitCode, 0);
    assert.match(out, /would be written/);
    assert.equal(existsSync(path.join(place.workspace, '.loopwright')), false);
    using empty = new Place({});
    const none = await empty.cli('import-rules');
    assert.deepEqual([none.exitCode, none.out], [1, 'No rules of other tools were found.\n']);
  });

  it('follows links inside the workspace only, and writes through none', async () => {
    using place = new Place({ 'AGENTS.md': 'Root.', 'docs/gemini.md': 'From docs.' });
    writeFileSync(path.join(place.root, 'secret.txt'), 'secret');
    place.link('CLAUDE.md', 'AGENTS.md');
    place.link('GEMINI.md', 'docs/gemini.md');
    place.link('.cursorrules', '../secret.txt');
    place.link('.roo/rules', '../..');
    const { rules, skipped } = await place.import();
    assert.deepEqual(
      rules.map(({ source }) => source),
      ['GEMINI.md'],
    );
    assert.deepEqual(skipped, [
      { path: 'CLAUDE.md', why: 'it is a link to AGENTS.md, which is read as it is' },
      { path: '.cursorrules', why: 'it is a link that leaves the workspace' },
    ]);

    using linked = new Place({ '.cursorrules': 'x' });
    mkdirSync(path.join(linked.root, 'elsewhere'));
    linked.link('.loopwright', '../elsewhere');
    await assert.rejects(linked.import(), (error) => isCoded(error, 'workspace.linked'));
    assert.equal(existsSync(path.join(linked.root, 'elsewhere/rules')), false);

    using file = new Place({ '.cursorrules': 'x' });
    file.link('.loopwright/rules/cursor.md', '../../../target');
    await assert.rejects(file.import({ force: true }), (error) => isCoded(error, 'workspace.linked'));
    assert.equal(existsSync(path.join(file.root, 'target')), false);
  });

  it('reads no huge and no binary file', async () => {
    using place = new Place({ '.cursorrules': 'x'.repeat(300_000), 'GEMINI.md': 'a\0b' });
    const { rules, skipped } = await place.import();
    assert.deepEqual([rules.length, skipped.length], [0, 2]);
  });
});

describe('loaded rules', () => {
  it('take the nearest AGENTS.md, never one from outside', async () => {
    using place = new Place({ 'AGENTS.md': 'Root.', 'packages/a/AGENTS.md': 'A.', 'packages/a/src/x.ts': '' });
    writeFileSync(path.join(place.root, 'AGENTS.md'), 'Outside.');
    const of = async (...paths: string[]) =>
      (await loadRules(place.workspace, { paths }, signal)).rules.map(({ text }) => text);
    assert.deepEqual(await of('packages/a/src/x.ts'), ['A.']);
    assert.deepEqual(await of('packages/b/y.ts'), ['Root.']);
    assert.deepEqual(await of('../x.ts', '/etc/passwd'), ['Root.']);
    place.link('packages/b/AGENTS.md', '../../../AGENTS.md');
    assert.deepEqual(await of('packages/b/y.ts'), ['Root.']);
  });
});
