import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baseInterpreters } from '../../../src/adapters/sandbox/toolchain.ts';
import { createHostCopyFiles } from '../../../src/adapters/workspace/hostCopyFiles.ts';
import { unsafePathReason } from '../../../src/adapters/workspace/treePath.ts';
import { readContextLimits } from '../../../src/app/contextSettings.ts';
import { isCoded } from '../../../src/base/errors.ts';
import { checkEditPath } from '../../../src/core/patch/checkEditPath.ts';
import { protectedPath } from '../../../src/core/workspace/protectedPath.ts';
import { never, WorkspaceFixture } from '../workspace/workspaceFixture.ts';
import { attackIt } from './hostAttacks.ts';

describe('attacks on the host: paths and names', () => {
  attackIt('H01', () => {
    const bad = [
      '../x',
      'a/../../x',
      '/etc/passwd',
      '~/x',
      'C:x',
      'c:/x',
      '\\\\host\\share\\x',
      '//host/share/x',
      'a\0b',
    ];
    const worse = ['a./b', 'a /b', 'x::$DATA', 'nul', 'aux.txt', 'a//b', '', './', 'a/', 'x\ny', 'x\u009by'];
    for (const path of [...bad, ...worse]) assert.equal(checkEditPath(path).kind, 'refused', JSON.stringify(path));
  });

  attackIt('H02', () => {
    const spellings = [
      '.git',
      '.GIT',
      '.Git',
      'git~1',
      'GIT~12',
      '.git.',
      '.git ',
      '.g\u200cit',
      '\uff0egit',
      '.\uff47it',
      '.git:x',
    ];
    for (const name of spellings) {
      for (const path of [`${name}/config`, `sub/${name}/hooks/pre-commit`])
        assert.equal(checkEditPath(path).kind, 'refused', JSON.stringify(path));
      assert.ok(protectedPath(`${name}/config`), JSON.stringify(name));
    }
  });

  attackIt('H03', () => {
    // On file systems that compare names without case, without forms or without invisible characters these are the same file.
    const lookalikes = [
      '.v\u017fcode/tasks.json',
      '.vsc\u200code/tasks.json',
      '.VSCODE/tasks.json',
      'Ma\u212aefile',
      'm\u0430kefile',
    ];
    const [cyrillic = '', ...same] = lookalikes.toReversed();
    for (const path of [...same, '.husky./x', '.vscode::$INDEX_ALLOCATION/tasks.json', '\uff0evscode/tasks.json'])
      assert.ok(protectedPath(path), JSON.stringify(path));
    assert.equal(protectedPath(cyrillic), undefined, 'another letter is another file everywhere');
  });

  attackIt('H04', async () => {
    const fixture = new WorkspaceFixture().files({ 'a.txt': 'a' });
    try {
      const workspace = fixture.workspace();
      const copy = await workspace.openCopy('run', never);
      const names = ['txt.\u202egpj.exe', 'a\u2066b', 'a\u009b2Jb', 'a\u2028b', 'a\u0085b', 'a\rb', 'a\x1b]0;t\x07b'];
      for (const name of names) writeFileSync(join(copy.hostPath, name), 'x');
      const { proposal } = await workspace.collect(copy, never);
      assert.deepEqual(proposal.files, []);
      assert.deepEqual(proposal.refused.map(({ path }) => path).sort(), [...names].sort());
      for (const name of names) assert.match(unsafePathReason(name) ?? '', /control characters/);
      // The same letter in two forms is two names, and each comes back as it is.
      for (const form of ['NFC', 'NFD']) writeFileSync(join(copy.hostPath, 'ü.txt'.normalize(form)), form);
      const again = (await workspace.collect(copy, never)).proposal.files.map(({ path }) => path);
      assert.deepEqual(again.sort(), ['ü.txt'.normalize('NFC'), 'ü.txt'.normalize('NFD')].sort());
    } finally {
      fixture.remove();
    }
  });

  attackIt('H05', async () => {
    const names = [
      '--upload-pack=touch x',
      '-n',
      '--output=x',
      '-',
      '--',
      ':(exclude)*',
      ':!a',
      '*',
      '"q"',
      "'$(touch x)'",
      '#a',
      '!a',
    ];
    const fixture = new WorkspaceFixture()
      .files(Object.fromEntries(names.map((name) => [name, `${name}\n`])))
      .repository();
    try {
      const workspace = fixture.workspace();
      const copy = await workspace.openCopy('run', never);
      assert.deepEqual(readdirSync(copy.hostPath).sort(), [...names].sort());
      for (const name of names) writeFileSync(join(copy.hostPath, name), 'changed\n');
      for (const name of names) writeFileSync(join(copy.hostPath, `${name}2`), 'new\n');
      const { proposal } = await workspace.collect(copy, never);
      assert.deepEqual(
        proposal.files.map(({ path }) => path).sort(),
        names.flatMap((name) => [name, `${name}2`]).sort(),
      );
      assert.ok(!existsSync(join(fixture.path, 'x')) && !existsSync(join(copy.hostPath, 'x')));
    } finally {
      fixture.remove();
    }
  });

  attackIt('H48', async () => {
    const fixture = new WorkspaceFixture().files({ 'a.txt': 'a' });
    const nest =
      "import os,sys\nos.chdir(sys.argv[1])\nfor i in range(30): os.mkdir('d'*250); os.chdir('d'*250)\nopen('f','w')";
    try {
      const workspace = fixture.workspace();
      const copy = await workspace.openCopy('run', never);
      for (const renewed of [true, false]) {
        for (const folder of [copy.hostPath, copy.scratchPath]) spawnSync('python3', ['-c', nest, folder]);
        const { proposal } = await workspace.collect(copy, never);
        assert.deepEqual(proposal.files, []);
        assert.deepEqual(
          proposal.refused.map(({ why }) => why),
          ['the path is too long'],
        );
        if (renewed) await workspace.renew(copy, never);
        else await workspace.dispose('run', never);
        assert.deepEqual(existsSync(copy.hostPath) ? readdirSync(copy.hostPath) : [], renewed ? ['a.txt'] : []);
      }
      assert.deepEqual(await workspace.leftovers(never), []);
    } finally {
      fixture.remove();
    }
  });
});

/** Flips a folder of the copy between itself and a link that leads out, as fast as it can, until it is killed. */
const flip = `import ctypes, os, sys
folder, link = sys.argv[1:3]
libc = ctypes.CDLL(None)
while True: libc.renameat2(-100, folder.encode(), -100, link.encode(), 2)`;

describe('attacks on the host: a folder of the copy that is exchanged for a link again and again', () => {
  let root: string;
  let copy: string;
  let outside: string;
  let flipping: ChildProcess;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'loopwright-flip-'));
    [copy, outside] = [join(root, 'copy'), join(root, 'outside')];
    for (const folder of ['copy/d', 'outside']) mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(copy, 'd/f.txt'), 'inside');
    writeFileSync(join(outside, 'f.txt'), 'SECRET');
    symlinkSync(outside, join(copy, 'l'));
    flipping = spawn('python3', ['-c', flip, join(copy, 'd'), join(copy, 'l')], { stdio: 'ignore' });
  });
  afterEach(() => {
    flipping.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  });

  /** Tries for a second, on a busy machine for as long as it takes to see both sides of the folder, and tells how often each thing happened. */
  async function tryAWhile(went: string, action: () => Promise<string>): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {};
    const count = (what: string) => {
      counts[what] = (counts[what] ?? 0) + 1;
    };
    const startMs = performance.now();
    const goesOn = (ms: number) => ms < 1_000 || (ms < 20_000 && !sawBoth(counts, went));
    while (goesOn(performance.now() - startMs))
      await action().then(count, (error: unknown) => count(isCoded(error) ? error.code : String(error)));
    return counts;
  }

  const sawBoth = (counts: Readonly<Record<string, number>>, went: string) =>
    (counts[went] ?? 0) >= 3 && (counts['files.unsafePath'] ?? 0) >= 3;

  attackIt('H06', async () => {
    const files = createHostCopyFiles(copy);
    const read = async () => (await files.read('d/f.txt', never)) ?? 'nothing';
    const counts = await tryAWhile('inside', read);
    console.log(`      ${JSON.stringify(counts)}`);
    assert.deepEqual(
      Object.keys(counts).filter((what) => !['inside', 'nothing', 'files.unsafePath'].includes(what)),
      [],
    );
    assert.ok(sawBoth(counts, 'inside'), 'the folder did not flip while it was read');
  });

  attackIt('H07', async () => {
    const files = createHostCopyFiles(copy);
    let number = 0;
    const write = async () => {
      await files.write('d/f.txt', 'written', never);
      await files.write(`d/new-${number++ % 50}.txt`, 'written', never);
      return 'written';
    };
    const counts = await tryAWhile('written', write);
    console.log(`      ${JSON.stringify(counts)}`);
    assert.equal(readFileSync(join(outside, 'f.txt'), 'utf8'), 'SECRET');
    assert.deepEqual(readdirSync(outside), ['f.txt']);
    assert.deepEqual(
      Object.keys(counts).filter((what) => !['written', 'files.unsafePath'].includes(what)),
      [],
    );
    assert.ok(sawBoth(counts, 'written'), 'the folder did not flip meanwhile');
  });
});

describe('attacks on the host: files of a hostile repository that are read before any sandbox', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'loopwright-hostile-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** Reads on in another process, which may hang or fill its memory. */
  function elsewhere(
    script: string,
    args: readonly string[],
  ): { readonly status: number | null; readonly stdout: string } {
    return spawnSync(process.execPath, ['--max-old-space-size=200', '--input-type=module', '-e', script, ...args], {
      encoding: 'utf8',
      timeout: 15_000,
    });
  }
  const toolchain = new URL('../../../src/adapters/sandbox/toolchain.ts', import.meta.url).href;

  for (const [id, lay] of [
    ['H08', (at: string) => symlinkSync('/dev/zero', at)],
    ['H09', (at: string) => assert.equal(spawnSync('mkfifo', [at]).status, 0)],
  ] as const)
    attackIt(id, () => {
      mkdirSync(join(root, '.venv'));
      lay(join(root, '.venv/pyvenv.cfg'));
      const script = `const { baseInterpreters } = await import(${JSON.stringify(toolchain)});
        const [source] = process.argv.slice(1);
        console.log(JSON.stringify(baseInterpreters([{ source, target: source, mode: 'overlay' }], { home: '/h', workspace: '/w' })));`;
      const ended = elsewhere(script, [join(root, '.venv')]);
      assert.deepEqual([ended.status, ended.stdout], [0, '[]\n']);
    });

  attackIt('H10', () => {
    // A home folder with a Python of its own, which must never be shown as a whole, named by a link of the workspace.
    const home = join(root, 'home');
    for (const folder of ['home/lib/python3.11', 'home/bin', 'home/.ssh', 'ws/.venv'])
      mkdirSync(join(root, folder), { recursive: true });
    for (const file of ['home/lib/python3.11/os.py', 'home/.ssh/id_rsa']) writeFileSync(join(root, file), '');
    const workspace = join(root, 'ws');
    const venv = join(workspace, '.venv');
    const shown = (named: string) => {
      writeFileSync(join(venv, 'pyvenv.cfg'), `home = ${named}/bin\n`);
      return baseInterpreters([{ source: venv, target: venv, mode: 'overlay' }], { home, workspace });
    };
    assert.deepEqual(shown(home), []);
    symlinkSync(home, join(workspace, 'python'));
    assert.deepEqual(shown(join(workspace, 'python')), []);
    // What is really an installation is still shown.
    for (const folder of ['py/lib/python3.11', 'py/bin']) mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, 'py/lib/python3.11/os.py'), '');
    assert.equal(shown(join(root, 'py')).length, 2);
  });

  const refusedSettings = (why: RegExp) => (error: unknown) =>
    isCoded(error, 'context.badSettings') && why.test(error.message);
  attackIt('H11', async () => {
    mkdirSync(join(root, '.loopwright'));
    const file = join(root, '.loopwright/context.yaml');
    writeFileSync(join(root, 'outside.yaml'), 'secret: 1');
    const traps: readonly (readonly [string, RegExp])[] = [
      ['/dev/zero', /leaves the workspace/],
      ['/etc/passwd', /leaves the workspace/],
    ];
    for (const [target, why] of traps) {
      symlinkSync(target, file);
      await assert.rejects(readContextLimits(root, never), refusedSettings(why));
      rmSync(file);
    }
    spawnSync('mkfifo', [file]);
    await assert.rejects(readContextLimits(root, never), refusedSettings(/no plain file/));
    rmSync(file);
    writeFileSync(file, `exclude: [${'['.repeat(100_000)}`);
    await assert.rejects(readContextLimits(root, never), refusedSettings(/nested too deeply/));
    writeFileSync(
      file,
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
        .split('')
        .map((name, i) => `${name}: &${name} [${`*${'abcdefgh'[i]},`.repeat(9)}]`)
        .join('\n')}\n`,
    );
    await assert.rejects(readContextLimits(root, never), refusedSettings(/more than 20000 values/));
    writeFileSync(file, 'x'.repeat(300_000));
    await assert.rejects(readContextLimits(root, never), refusedSettings(/300000 bytes/));
    writeFileSync(file, '# nothing yet\n');
    assert.deepEqual(await readContextLimits(root, never), { exclude: [], maxFileBytes: 512 * 1024 });
  });
});
