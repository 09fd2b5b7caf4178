import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeProgram, readAnswers } from '../../../src/core/repair/probeProgram.ts';
import type { LiteralCall } from '../../../src/core/repair/seenCalls.ts';
import type { SyntaxLanguage } from '../../../src/core/repair/syntaxParser.ts';

/** Real interpreters, as the sandbox starts them: the program comes on standard input. */
describe('probing a function with other inputs', function () {
  this.timeout(30_000);
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'probe-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const calls: readonly LiteralCall[] = [
    { name: 'f', args: ['[1, 2]'] },
    { name: 'f', args: ['[]'] },
    { name: 'f', args: ['0'] },
    { name: 'f', args: ['[1, 1, 1]'] },
    { name: 'g', args: ['1'] },
    { name: 'h', args: ['[2, 1]'] },
  ];

  async function answers(language: SyntaxLanguage, path: string, source: string) {
    await writeFile(join(folder, path), source);
    const program = probeProgram(language, path, calls);
    assert.ok(program);
    const command = language === 'python' ? 'python3' : process.execPath;
    const child = spawn(command, program.arguments, { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stdin.end(program.text);
    await new Promise((resolve) => child.on('close', resolve));
    return readAnswers(output, calls.length);
  }

  it('tells what Python gives, throws and changes, and what does not end', async () => {
    const source =
      'import sys\n\ndef f(xs):\n    print("noise")\n    if len(xs) == 3:\n        while True:\n            pass\n    return xs[0]\n\ndef g(n):\n    yield n\n    yield n + 1\n\ndef h(xs):\n    xs.sort()\n    return xs\n';
    assert.deepEqual(await answers('python', 'one.py', source), [
      'returns 1',
      'throws IndexError',
      'throws TypeError',
      'does not end',
      'returns [1, 2]',
      'returns [1, 2]; changes its arguments',
    ]);
  });

  for (const [path, head, tail] of [
    ['one.cjs', '', 'module.exports = { f, g, h };'],
    ['one.mjs', '', 'export { f, g, h };'],
  ] as const)
    it(`tells what ${path} gives, throws, and what does not end`, async () => {
      const source = `${head}function f(xs) {\n  console.log('noise');\n  if (xs.length === 3) for (;;);\n  return xs.map(String)[0];\n}\nasync function g(n) {\n  return { n };\n}\nconst h = (xs) => xs.sort();\n${tail}\n`;
      assert.deepEqual(await answers('javascript', path, source), [
        "returns '1'",
        'returns undefined',
        'throws TypeError',
        'does not end',
        'returns { n: 1 }',
        'returns [ 1, 2 ]; changes its arguments',
      ]);
    });

  it('gives no answer for what does not load', async () => {
    assert.deepEqual(
      await answers('python', 'broken.py', 'def f(:\n'),
      calls.map(() => undefined),
    );
    assert.deepEqual(
      await answers('javascript', 'broken.mjs', 'function ('),
      calls.map(() => undefined),
    );
  });

  it('is not made for a language without one', () => {
    assert.equal(probeProgram('tsx', 'a.tsx', calls), undefined);
  });
});
