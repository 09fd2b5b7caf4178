import assert from 'node:assert/strict';
import { missingOutside, missingPackage, missingPaths, missingProgram } from '../../../src/core/run/missingThings.ts';

const places = { roots: ['/ws'], folders: ['test', 'packages/a'] };

describe('what a message says is missing', () => {
  for (const [text, path] of [
    ["Error: Cannot find module '../dist/index.js'\nRequire stack:\n- /ws/test/a.test.js", 'dist/index.js'],
    ["Cannot find module '../../dist/lib' from 'test/deep/a.test.js'", 'dist/lib.js'],
    ["Cannot find module '/ws/dist/index.js' imported from /ws/test/a.test.js", 'dist/index.js'],
    ["Error: ENOENT: no such file or directory, open '.env'", '.env'],
    ["ENOENT: no such file or directory, open '/ws/packages/a/data/x.bin'", 'packages/a/data/x.bin'],
    ["FileNotFoundError: [Errno 2] No such file or directory: 'settings'", 'settings'],
    ["FileNotFoundError: [Errno 2] No such file or directory: 'local.ini'", 'packages/a/local.ini'],
    ["ModuleNotFoundError: No module named 'pkg._version'", 'pkg/_version.py'],
    ["ModuleNotFoundError: No module named 'pkg._version'", 'src/pkg/_version.py'],
    [
      'Failed to load url ../dist/x.js (resolved id: ../dist/x.js) in /ws/test/a.test.ts. Does the file exist?',
      'dist/x.js',
    ],
    ['config file .env.local is missing', '.env.local'],
    ['\u001b[31mcould not open build/out.json\u001b[39m', 'build/out.json'],
  ] as const)
    it(`${JSON.stringify(text.slice(0, 60))} can mean ${path}`, () => {
      assert.ok(missingPaths(text, places).includes(path), missingPaths(text, places).join(' '));
    });

  for (const text of [
    "AssertionError: expected 'dist/a.js' to equal 'dist/b.js'",
    "AssertionError: 'build' not found in ['a', 'b']",
    "ENOENT: no such file or directory, open '/etc/shadow.d/x'",
    "ENOENT: no such file or directory, open '../../../x'",
  ])
    it(`${JSON.stringify(text.slice(0, 60))} means no file of the workspace`, () => {
      assert.deepEqual(
        missingPaths(text, places).filter((path) => !/^(test|packages)\//.test(path)),
        [],
      );
    });

  for (const [text, name] of [
    ["Error: Cannot find module 'lodash'", 'lodash'],
    ["Cannot find package '@scope/lib' imported from /ws/a.js", '@scope/lib'],
    ["Cannot find module 'lodash/fp'", 'lodash'],
    ["ModuleNotFoundError: No module named 'yaml'", 'yaml'],
    ["No module named 'google.cloud'", 'google'],
    ['python3: No module named pytest', 'pytest'],
    ["Cannot find module './lodash'", undefined],
    ["Cannot find module '/ws/lodash'", undefined],
    ["Cannot find module '@/lib/a'", undefined],
    ["Cannot find package '#internal'", undefined],
    ['expected 1 to equal 2', undefined],
  ] as const)
    it(`${JSON.stringify(text)}: package ${name}`, () => assert.equal(missingPackage(text), name));

  for (const [text, name] of [
    ['sh: 1: tap: not found', 'tap'],
    ['> x@1.0.0 test\n> tap\n\nsh: line 1: tap: command not found\n', 'tap'],
    ['bash: tap: command not found', 'tap'],
    ['prlimit: failed to execute /opt/v/bin/python: No such file or directory', '/opt/v/bin/python'],
    ['tap: not found\n', 'tap'],
    ['sh: 1: source: not found', undefined],
    ['error: page not found', undefined],
  ] as const)
    it(`${JSON.stringify(text)}: program ${name}`, () => assert.equal(missingProgram(text), name));

  it('names what is missing outside the workspace', () => {
    const text = "sh: 1: .: cannot open /opt/v/bin/activate: No such file\nENOENT: no such file, open '/ws/a'";
    assert.deepEqual(missingOutside(text, places), ['/opt/v/bin/activate']);
  });

  it('stays fast on hostile text', () => {
    const text = `ENOENT ${'./a'.repeat(30_000)}\n${"no such file '".repeat(2_000)}\n`;
    const startMs = performance.now();
    missingPaths(text, places);
    missingPackage(text);
    missingProgram(text);
    assert.ok(performance.now() - startMs < 2_000);
  });
});
