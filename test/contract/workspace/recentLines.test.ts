import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { placesIn } from '../../../src/adapters/workspace/recentLines.ts';
import { never, WorkspaceFixture } from './workspaceFixture.ts';

const text = (changed: Readonly<Record<number, string>> = {}, end = '\n') =>
  Array.from({ length: 12 }, (_, i) => `${changed[i + 1] ?? `line ${i + 1}`}${end}`).join('');

describe('lines that were changed lately', function () {
  this.timeout(60_000);
  let fixture: WorkspaceFixture;
  let runs = 0;
  beforeEach(() => {
    fixture = new WorkspaceFixture();
  });
  afterEach(() => fixture.remove());

  async function recent(folder?: string): Promise<Record<string, Record<number, number>>> {
    const workspace = fixture.workspace(folder === undefined ? {} : { path: join(fixture.path, folder) });
    const copy = await workspace.openCopy(`run${++runs}`, never);
    const lines = await workspace.recentLines(copy, never);
    return Object.fromEntries([...lines].map(([path, ages]) => [path, Object.fromEntries(ages)]));
  }

  it('are those of the working tree, of the last commit and of the last five, numbered as in the copy', async () => {
    fixture.files({ 'src/a.js': text() }).repository();
    for (const [line, said] of [
      [10, 'old'],
      [8, 'second'],
      [6, 'third'],
      [5, 'fourth'],
      [3, 'last'],
    ] as const) {
      const before = execFileSync('cat', [join(fixture.path, 'src/a.js')], { encoding: 'utf8' }).split('\n');
      before[line - 1] = said;
      fixture.files({ 'src/a.js': before.join('\n') }).commit();
    }
    const now = execFileSync('cat', [join(fixture.path, 'src/a.js')], { encoding: 'utf8' });
    fixture.files({ 'src/a.js': `// new\n${now}`, 'src/b.js': 'b\n' });
    assert.deepEqual(await recent(), {
      'src/a.js': { 1: 0, 4: 1, 6: 5, 7: 5, 9: 5, 11: 5 },
      'src/b.js': { 1: 0 },
    });
  });

  it('are the neighbours of lines that are gone, and none for other line ends', async () => {
    fixture.files({ 'a.js': text(), 'b.js': text() }).repository().commit();
    fixture.files({ 'a.js': text().replace('line 5\n', ''), 'b.js': text({}, '\r\n') });
    assert.deepEqual(await recent(), { 'a.js': { 4: 0, 5: 0 } });
  });

  it('are told of a folder of a repository by their path in it', async () => {
    fixture.files({ 'app/a.js': text(), 'other/b.js': text() }).repository();
    fixture.files({ 'app/a.js': text({ 2: 'changed' }), 'other/b.js': text({ 2: 'changed' }) });
    assert.deepEqual(await recent('app'), { 'a.js': { 2: 0 } });
  });

  it('are none without git, without a commit, and where everything was changed', async () => {
    fixture.files({ 'a.js': text() });
    assert.deepEqual(await recent(), {});
    fixture.git(['init', '-q', '-b', 'main']);
    assert.deepEqual(await recent(), {});
    fixture.commit();
    fixture.files({ 'a.js': Array.from({ length: 2_000 }, (_, i) => `other ${i}\n`).join('') });
    assert.deepEqual(await recent(), {});
  });

  it('are found without obeying the configuration of the repository', async () => {
    fixture.files({ 'a.js': text(), '.gitattributes': '*.js diff=planted filter=planted\n' }).repository();
    const mark = join(fixture.root, 'ran');
    const command = `touch ${mark} #`;
    writeFileSync(
      join(fixture.path, '.git/config'),
      `[core]\n\trepositoryformatversion = 0\n\tfsmonitor = ${command}\n\tpager = ${command}\n[diff]\n\texternal = ${command}\n[diff "planted"]\n\ttextconv = ${command}\n\tcommand = ${command}\n[filter "planted"]\n\tclean = ${command}\n\tsmudge = ${command}\n[log]\n\tshowSignature = true\n[gpg]\n\tprogram = ${command}\n`,
    );
    fixture.files({ 'a.js': text({ 7: 'changed' }) });
    assert.deepEqual(await recent(), { 'a.js': { 7: 0 } });
    assert.equal(existsSync(mark), false);
  });

  it('are read from a patch whose lines look like heads, and hostile names are passed over', () => {
    const patch = [
      'diff --git a/x.js b/x.js',
      '--- a/x.js',
      '+++ b/x.js',
      '@@ -3,2 +3,2 @@ f()',
      '-a',
      '--- a/y.js',
      '+@@ -1 +1 @@',
      '+++ b/y.js',
      '@@ -9 +9 @@',
      '-old',
      '+new',
      'diff --git "a/odd\\nname" "b/odd\\nname"',
      '+++ "b/odd\\nname"',
      '@@ -1 +1 @@',
      '-a',
      '+b',
    ].join('\n');
    assert.deepEqual(placesIn(patch), [
      ['x.js', 3],
      ['x.js', 4],
      ['x.js', 9],
    ]);
  });
});
