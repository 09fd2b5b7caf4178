import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { findPersonRepository } from '../../../src/adapters/workspace/personRepository.ts';
import { createSafeGit } from '../../../src/adapters/workspace/safeGit.ts';
import { protectedPath } from '../../../src/core/workspace/protectedPath.ts';
import { never, WorkspaceFixture } from '../workspace/workspaceFixture.ts';
import { attackIt } from './hostAttacks.ts';

describe('attacks on the host: what git obeys in a hostile repository', () => {
  let fixture: WorkspaceFixture;
  let mark: string;
  beforeEach(() => {
    fixture = new WorkspaceFixture();
    mark = join(fixture.root, 'mark');
  });
  afterEach(() => fixture.remove());

  /** Runs git as a person would, obeying everything; how it ends does not matter. */
  const asPerson = (args: readonly string[], cwd = fixture.path, more: NodeJS.ProcessEnv = {}) =>
    spawnSync('git', args, { cwd, env: { ...fixture.gitEnv(), ...more }, stdio: 'ignore', timeout: 10_000 });
  const wasRun = (): boolean => {
    const found = existsSync(mark);
    rmSync(mark, { force: true });
    return found;
  };

  /** A whole run over the workspace as far as files go. */
  async function wholeRun(): Promise<void> {
    const workspace = fixture.workspace();
    const copy = await workspace.openCopy('run', never);
    writeFileSync(join(copy.hostPath, 'a.txt'), 'changed');
    writeFileSync(join(copy.hostPath, 'new.txt'), 'new');
    const { proposal } = await workspace.collect(copy, never);
    const [first] = proposal.files;
    assert.ok(first);
    const expected = { hash: undefined, executable: false };
    const write = { path: 'written.txt', expected, content: Buffer.from('w'), executable: false };
    assert.equal((await workspace.write([write], never)).kind, 'written');
    await workspace.renew?.(copy, never);
    await workspace.dispose('run', never);
  }

  attackIt('H22', async () => {
    fixture.files({ 'a.txt': 'a\r\n', 'b.txt': '$Id$' }).repository();
    const command = `touch ${JSON.stringify(mark)}; cat; false`;
    const quoted = JSON.stringify(command);
    writeFileSync(join(fixture.path, '.git/more'), `[core]\n\tfsmonitor = ${quoted}\n\tpager = ${quoted}\n`);
    const config = `
[core]
	fsmonitor = ${quoted}
	hooksPath = hooks
	sshCommand = ${quoted}
	gitProxy = ${quoted}
	alternateRefsCommand = ${quoted}
	editor = ${quoted}
	pager = ${quoted}
[include]
	path = more
[includeIf "gitdir:**"]
	path = more
[filter "evil"]
	clean = ${quoted}
	smudge = ${quoted}
	process = ${quoted}
	required = true
[diff]
	external = ${quoted}
[diff "evil"]
	textconv = ${quoted}
	command = ${quoted}
[merge "evil"]
	driver = ${quoted}
[credential]
	helper = ${JSON.stringify(`!${command}`)}
[alias]
	ls-files = ${JSON.stringify(`!${command}`)}
	status = ${JSON.stringify(`!${command}`)}
[submodule "s"]
	update = ${JSON.stringify(`!${command}`)}
`;
    writeFileSync(join(fixture.path, '.git/config'), readFileSync(join(fixture.path, '.git/config'), 'utf8') + config);
    writeFileSync(
      join(fixture.path, '.gitattributes'),
      '* filter=evil diff=evil merge=evil ident text=auto eol=crlf working-tree-encoding=UTF-16\n',
    );
    mkdirSync(join(fixture.path, '.git/hooks'), { recursive: true });
    for (const hook of [
      'post-checkout',
      'post-index-change',
      'pre-commit',
      'reference-transaction',
      'fsmonitor-watchman',
    ]) {
      writeFileSync(join(fixture.path, '.git/hooks', hook), `#!/bin/sh\n${command}\n`);
      chmodSync(join(fixture.path, '.git/hooks', hook), 0o755);
    }
    asPerson(['status']);
    assert.ok(wasRun(), 'control: a plain git obeys it');
    asPerson(['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', 'add', '.gitattributes']);
    assert.ok(wasRun(), 'control: filters are run, too');
    await wholeRun();
    assert.ok(!wasRun(), 'something of the repository was run');
    assert.equal(readFileSync(join(fixture.path, 'a.txt'), 'utf8'), 'a\r\n');
  });

  attackIt('H23', async () => {
    // A folder of the index that has to be looked up in an object which is missing: git fetches it from the remote of its choice.
    fixture.files({ 'a/x': '1', 'b/y': '2', 'a.txt': 'a' }).repository();
    fixture.git(['sparse-checkout', 'set', '--cone', '--sparse-index', 'a']);
    const tree = fixture.git(['rev-parse', 'HEAD:b']).trim();
    rmSync(join(fixture.path, '.git/objects', tree.slice(0, 2), tree.slice(2)));
    const url = `ext::sh -c touch% ${mark}`;
    for (const [name, value] of [
      ['core.repositoryFormatVersion', '1'],
      ['extensions.partialClone', 'origin'],
      ['remote.origin.promisor', 'true'],
      ['remote.origin.url', url],
      ['protocol.allow', 'always'],
      ['protocol.ext.allow', 'always'],
    ] as const)
      fixture.git(['config', name, value]);
    const env: NodeJS.ProcessEnv = { ...fixture.gitEnv() };
    delete env.GIT_ALLOW_PROTOCOL;
    spawnSync('git', ['ls-files', '-s'], { cwd: fixture.path, env, stdio: 'ignore', timeout: 10_000 });
    assert.ok(wasRun(), 'control: a plain git runs what the address says');
    const git = createSafeGit();
    const place = { cwd: fixture.path, gitDir: join(fixture.path, '.git'), workTree: fixture.path };
    await git({ ...place, args: ['ls-files', '-z', '-s'], answers: [128] }, never);
    // Older git does not know the word that forbids fetching; the second fence has to hold alone.
    const program = join(fixture.root, 'bin');
    mkdirSync(program);
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    writeFileSync(join(program, 'git'), `#!/bin/sh\nunset GIT_NO_LAZY_FETCH\nexec ${real} "$@"\n`);
    chmodSync(join(program, 'git'), 0o755);
    const older = createSafeGit(`${program}${delimiter}${process.env.PATH}`);
    // The part of git that would fetch ends at once; whoever still tells it what to fetch may end by that.
    await older({ ...place, args: ['ls-files', '-z', '-s'], answers: [128] }, never).catch((error: unknown) =>
      assert.match(String(error), /git was ended by SIGPIPE/),
    );
    assert.ok(!wasRun(), 'the address of the remote was run');
  });

  attackIt('H24', async () => {
    fixture.files({ 'a.txt': 'a', 'sub/HEAD': 'ref: refs/heads/main\n', 'sub/objects/x': '', 'sub/refs/x': '' });
    const config = `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ${JSON.stringify(join(fixture.path, 'sub'))}\n\tfsmonitor = ${JSON.stringify(`touch ${JSON.stringify(mark)}; false`)}\n`;
    writeFileSync(join(fixture.path, 'sub/config'), config);
    asPerson(['status'], join(fixture.path, 'sub'));
    assert.ok(wasRun(), 'control: a plain git obeys a bare repository that it is in');
    await wholeRun();
    fixture.workspace({ path: join(fixture.path, 'sub') });
    const inside = fixture.workspace({ path: join(fixture.path, 'sub'), dataFolder: join(fixture.root, 'data2') });
    await inside.openCopy('inside', never);
    assert.ok(!wasRun(), 'git was run inside it');
    assert.match(protectedPath('sub/HEAD') ?? '', /repository/, 'a proposal cannot make one unseen');
  });

  attackIt('H25', async () => {
    const bin = join(fixture.path, 'node_modules/.bin');
    mkdirSync(bin, { recursive: true });
    for (const folder of [bin, fixture.path]) {
      writeFileSync(join(folder, 'git'), `#!/bin/sh\ntouch ${JSON.stringify(mark)}\n`);
      chmodSync(join(folder, 'git'), 0o755);
    }
    const path = [bin, '.', '', 'node_modules/.bin', process.env.PATH].join(delimiter);
    const reply = await createSafeGit(path)({ args: ['--version'], cwd: fixture.path }, never);
    assert.match(reply.stdout.toString(), /^git version/);
    assert.ok(!wasRun());
  });

  attackIt('H26', async () => {
    const git = createSafeGit();
    const traps = ['.git', '.git/commondir', '.git/config', '.git/index', '.git/HEAD', '.git/objects/info/alternates'];
    const lays = [(at: string) => symlinkSync('/dev/zero', at), (at: string) => void spawnSync('mkfifo', [at])];
    // Each of one kind, and what git itself comes upon first of both.
    for (const [index, trap] of traps.entries())
      for (const lay of trap === '.git/commondir' ? lays : [lays[index % 2] ?? assert.fail()]) {
        const own = new WorkspaceFixture().files({ 'a.txt': 'a' }).repository();
        try {
          rmSync(join(own.path, trap), { recursive: true, force: true });
          lay(join(own.path, trap));
          await findPersonRepository(own.path, git, never);
          const copy = await own.workspace().openCopy('run', AbortSignal.timeout(30_000));
          assert.ok(readdirSync(copy.hostPath).includes('a.txt'), trap);
        } finally {
          own.remove();
        }
      }
  });
});
