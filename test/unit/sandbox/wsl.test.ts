import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandInWsl, lineByLine, policyInWsl, textFromWsl, wslPath } from '../../../src/adapters/sandbox/wslPaths.ts';
import { wslEnvironment, wslWords } from '../../../src/adapters/sandbox/wslRun.ts';
import { createWslSandbox, wslProgram } from '../../../src/adapters/sandbox/wslSandbox.ts';
import { launchScript, parseFacts } from '../../../src/adapters/sandbox/wslScripts.ts';
import { isCoded } from '../../../src/base/errors.ts';
import { placeInWorkspace } from '../../../src/core/evidence/testId.ts';
import { defaultSandboxLimits } from '../../../src/core/sandbox/policy.ts';
import type { SandboxPolicy } from '../../../src/core/sandbox/sandbox.ts';

const place = { root: '/mnt', distribution: 'Ubuntu' };
const copy = { hostPath: 'C:\\Users\\Ada B\\AppData\\Local\\lw\\copy', mountPath: 'C:\\Users\\Ada B\\shop' };
const policy: SandboxPolicy = {
  copy,
  dependencies: [
    { source: `${copy.mountPath}\\node_modules`, target: `${copy.mountPath}\\node_modules`, mode: 'readonly' },
  ],
  extraRead: ['D:\\tools'],
  scratchPath: 'C:\\Users\\Ada B\\AppData\\Local\\lw\\scratch',
  network: 'none',
  env: {},
  limits: defaultSandboxLimits,
};
const facts = parseFacts(
  [
    'version\tbubblewrap 0.9.0\t',
    'bwrap\t/usr/bin/bwrap\t',
    'prlimit\t/usr/bin/prlimit\t',
    'user\t1000\t1000\t',
    'bind\t/usr\t',
    'link\t/bin\tusr/bin\t\r',
    'tool\t/home/ada/.nvm/versions/node/v24.0.0/bin/node\t/home/ada/.nvm/versions/node/v24.0.0/bin/node\t',
    'tool\t/mnt/c/Program Files/nodejs/npm\t/mnt/c/Program Files/nodejs/npm\t',
    'tool\t/usr/bin/python3\t/usr/bin/python3.12\t',
    'tool\t/opt/node\t/opt/node\t',
  ].join('\n'),
  '/mnt',
);

describe('wsl paths', () => {
  for (const [path, expected] of [
    ['C:\\Users\\Ada B\\shop', '/mnt/c/Users/Ada B/shop'],
    ['d:/shop/a.b', '/mnt/d/shop/a.b'],
    ['C:\\', '/mnt/c'],
    ['\\\\wsl.localhost\\Ubuntu\\home\\ada', '/home/ada'],
    ['//wsl$/ubuntu/home/ada', '/home/ada'],
    ['/already/linux', '/already/linux'],
    ['C:\\$(id)\\`x`\\"q\'', '/mnt/c/$(id)/`x`/"q\''],
  ] as const)
    it(`${path} is ${expected}`, () => assert.equal(wslPath(path, place), expected));

  for (const path of ['\\\\server\\share\\x', '\\\\wsl.localhost\\Debian\\home', 'C:relative', 'C:\\a\\..\\..\\b', 'x'])
    it(`refuses ${path}`, () =>
      assert.throws(
        () => wslPath(path, place),
        (error) => isCoded(error, 'sandbox.badPolicy'),
      ));

  for (const [word, expected] of [
    [`${copy.mountPath}\\src\\a.test.js`, '/mnt/c/Users/Ada B/shop/src/a.test.js'],
    [`--root=${copy.mountPath}`, '--root=/mnt/c/Users/Ada B/shop'],
    [`c:/users/ada b/shop/x`, '/mnt/c/users/ada b/shop/x'],
    [`${copy.mountPath}-other\\x`, `${copy.mountPath}-other\\x`],
    ['a\\b', 'a\\b'],
    ['^(a|b)\\.test$', '^(a|b)\\.test$'],
    [`${policy.scratchPath}\\report.xml`, '/mnt/c/Users/Ada B/AppData/Local/lw/scratch/report.xml'],
  ] as const)
    it(`a word ${word} becomes ${expected}`, () => {
      const command = { argv: [word], cwd: copy.mountPath, env: { WHERE: word } };
      const moved = commandInWsl(command, policy, place);
      assert.deepEqual(moved, { argv: [expected], cwd: '/mnt/c/Users/Ada B/shop', env: { WHERE: expected } });
    });

  it('gives what test runners write with the paths of Windows, as in the golden file', () => {
    const written = readFileSync(new URL('wslReports.txt', import.meta.url), 'utf8');
    const golden = new URL('wslReports.golden.txt', import.meta.url);
    const text = textFromWsl(written, policy, place);
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
    assert.equal(text, readFileSync(golden, 'utf8'));
    const [json = ''] = text.split('\n').filter((line) => line.startsWith('{'));
    const report = JSON.parse(json) as { readonly testResults: readonly { readonly name: string }[] };
    assert.equal(placeInWorkspace(report.testResults[0]?.name ?? '', copy.mountPath), 'src/cart.test.js');
    assert.equal(textFromWsl(text, policy, place), text, 'a second time changes nothing');
  });

  it('has a workspace on a share of the distribution, and one of Linux, back as well', () => {
    const shared = { ...policy, copy: { hostPath: '/copy', mountPath: '\\\\wsl.localhost\\Ubuntu\\home\\ada\\shop' } };
    assert.equal(
      textFromWsl('at /home/ada/shop/a.js:1:2 (/copy/b.js, file:///home/ada/shop/c.mjs)', shared, place),
      'at //wsl.localhost/Ubuntu/home/ada/shop/a.js:1:2 (/copy/b.js, file:////wsl.localhost/Ubuntu/home/ada/shop/c.mjs)',
    );
    assert.equal(placeInWorkspace('//wsl.localhost/Ubuntu/home/ada/shop/a.js', shared.copy.mountPath), 'a.js');
  });

  it('finds a path that is cut between two pieces of output', () => {
    const shown: string[] = [];
    const stream = lineByLine(
      (text) => textFromWsl(text, policy, place),
      (text) => shown.push(text),
    );
    for (const piece of ['not ok 1\n  at /mnt/c/Users/Ada', ' B/shop/a.js:3\nla', 'st']) stream.push(piece);
    stream.end();
    assert.deepEqual(shown, ['not ok 1\n', '  at C:/Users/Ada B/shop/a.js:3\n', 'last']);
  });

  it('moves every folder of a policy', () => {
    assert.doesNotMatch(JSON.stringify(policyInWsl(policy, place)), /\\|C:/);
  });
});

describe('wsl', () => {
  it('believes no program of Windows to be one of the distribution, and shows no folder that holds more than a tool', () => {
    assert.deepEqual(facts.readable, ['/home/ada/.nvm/versions/node/v24.0.0', '/opt/node']);
    assert.ok(!facts.path.some((folder) => folder.startsWith('/mnt/')));
    assert.deepEqual(facts.system, [
      { kind: 'bind', path: '/usr' },
      { kind: 'symlink', path: '/bin', to: 'usr/bin' },
    ]);
  });

  it('starts bwrap with the words of the golden file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'loopwright-wsl-'));
    try {
      const host = { program: 'wsl.exe', prefix: ['--exec'], place, facts };
      const command = { argv: ['npm', 'test', '--', '--x=$(id)', '', '"'], cwd: `${copy.mountPath}\\cart`, env: {} };
      const golden = new URL('wslWords.golden.txt', import.meta.url);
      const text = `${wslWords({ host, policy, command }, folder).join('\n').replaceAll(folder, '/RUN')}\n`;
      if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
      assert.equal(text, readFileSync(golden, 'utf8'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has a script that is the same for every project', () => {
    assert.deepEqual(
      [...launchScript.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1]),
      ['0%/*', 'words[@]'],
    );
  });

  it('hands none of the person’s variables on, and is started by its own path', () => {
    const env = wslEnvironment({ SystemRoot: 'C:\\Windows', WSLENV: 'GITHUB_TOKEN', GITHUB_TOKEN: 's' });
    assert.deepEqual(env, { SystemRoot: 'C:\\Windows', WSL_UTF8: '1' });
    assert.equal(wslProgram({ SystemRoot: 'D:\\Win' }), 'D:\\Win\\System32\\wsl.exe');
  });

  for (const [what, change, problem] of [
    ['without WSL', {}, /WSL is not installed/],
    ['on another processor', { arch: 'arm64' }, /x86-64 only/],
  ] as const)
    it(`says what to do ${what}`, async () => {
      const scratchRoot = mkdtempSync(join(tmpdir(), 'loopwright-wsl-'));
      const options = { scratchRoot, arch: 'x64', program: '/nonexistent/wsl.exe', distribution: undefined };
      const probe = await createWslSandbox({ ...options, ...change }).probe(new AbortController().signal);
      rmSync(scratchRoot, { recursive: true });
      assert.equal(probe.works, false);
      assert.match(probe.problem ?? '', problem);
      assert.equal(probe.remedy, 'wsl.exe --install');
    });
});
