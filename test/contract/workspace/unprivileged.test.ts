import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const adapter = join(import.meta.dirname, '../../../src/adapters/workspace/shadowWorkspace.ts');
/** Permissions bind nobody who is root, so this part runs as another user. */
const script = `
import { chmodSync, mkdirSync, writeFileSync, readFileSync, existsSync } from 'node:fs';
const { createShadowWorkspace } = await import(process.argv[1]);
const root = process.argv[2];
const signal = new AbortController().signal;
mkdirSync(root + '/ws/d', { recursive: true });
writeFileSync(root + '/ws/d/a', 'a');
writeFileSync(root + '/ws/secret', 's');
chmodSync(root + '/ws/secret', 0);
const workspace = createShadowWorkspace({ path: root + '/ws', dataFolder: root + '/data', home: root });
const copy = await workspace.openCopy('run1', signal);
mkdirSync(copy.scratchPath + '/locked/inner', { recursive: true });
chmodSync(copy.scratchPath + '/locked/inner', 0);
const here = process.cwd();
process.chdir(copy.scratchPath);
for (let i = 0; i < 20; i++) {
  mkdirSync('d'.repeat(250));
  process.chdir('d'.repeat(250));
}
writeFileSync('f', '');
chmodSync('.', 0);
process.chdir(here);
chmodSync(copy.hostPath + '/d', 0);
const { proposal } = await workspace.collect(copy, signal);
await workspace.dispose('run1', signal);
const gone = !existsSync(copy.hostPath) && (await workspace.leftovers(signal)).length === 0;
chmodSync(root + '/ws/d', 0o500);
const { state } = await workspace.readFile('d/a', signal);
const write = { path: 'd/a', expected: state, content: Buffer.from('b'), executable: false };
const failure = await workspace.write([write], signal).then((outcome) => outcome.kind, (error) => error.code);
const recovery = await workspace.recover(signal);
console.log(JSON.stringify({ skipped: copy.skipped, proposal, gone, failure, recovery, now: readFileSync(root + '/ws/d/a', 'utf8') }));
`;

describe('a workspace of somebody who is not root', function () {
  this.timeout(60_000);
  it('copes with what it may not read, and disposes of what a run closed off', function () {
    const root = mkdtempSync(join(tmpdir(), 'loopwright-unprivileged-'));
    try {
      mkdirSync(join(root, 'p'));
      for (const path of [root, join(root, 'p')]) chmodSync(path, 0o777);
      const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
      const args = ['--input-type=module', '-e', script, adapter, join(root, 'p')];
      const child = spawnSync(process.execPath, args, { ...user, encoding: 'utf8', cwd: root });
      if (child.error || /EACCES.*(shadowWorkspace|node)/.test(child.stderr)) {
        console.log('      skipped: another user cannot read this checkout');
        this.skip();
      }
      assert.equal(child.stderr, '');
      assert.deepEqual(JSON.parse(child.stdout), {
        skipped: [{ path: 'secret', why: 'it cannot be read' }],
        proposal: { files: [], refused: [{ path: 'd', why: 'it cannot be read (EACCES)' }] },
        gone: true,
        failure: 'workspace.writeFailed',
        recovery: { rolledBack: 0, kept: [] },
        now: 'a',
      });
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
