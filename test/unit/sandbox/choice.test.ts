import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSandboxChoice, sandboxFile, writeSandboxChoice } from '../../../src/app/sandboxSettings.ts';
import { isCoded } from '../../../src/base/errors.ts';
import { backEndFor } from '../../../src/core/sandbox/choice.ts';

describe('choice of a sandbox', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'loopwright-choice-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  for (const [backEnd, platform, expected] of [
    ['auto', 'linux', 'bubblewrap'],
    ['auto', 'darwin', 'seatbelt'],
    ['auto', 'win32', 'wsl'],
    ['auto', 'freebsd', undefined],
    ['auto', 'constructor', undefined],
    ['container', 'darwin', 'container'],
    ['bubblewrap', 'darwin', 'bubblewrap'],
  ] as const)
    it(`${backEnd} on ${platform} is ${expected}`, () => assert.equal(backEndFor({ backEnd }, platform), expected));

  it('without a file it is the one of the platform, and an image alone changes nothing', () => {
    assert.deepEqual(readSandboxChoice(folder), { backEnd: 'auto' });
    writeSandboxChoice(folder, { image: 'node:24' });
    assert.equal(backEndFor(readSandboxChoice(folder), 'linux'), 'bubblewrap');
  });

  it('keeps what is not given, for the person alone to read', () => {
    writeSandboxChoice(folder, { backEnd: 'container', image: 'localhost/tools:1', engine: undefined });
    writeSandboxChoice(folder, { engine: 'docker' });
    const expected = { backEnd: 'container', image: 'localhost/tools:1', engine: 'docker' };
    assert.deepEqual(readSandboxChoice(folder), expected);
    assert.equal(statSync(sandboxFile(folder)).mode & 0o777, 0o600);
  });

  for (const [text, why] of [
    ['{"backEnd": "contaner"}', /backEnd/],
    ['{"image": "--privileged"}', /image: is no name of an image/],
    ['{"image": "node", "volumes": ["/"]}', /volumes/],
    ['not json', /sandbox\.json/],
  ] as const)
    it(`${text} is an error that names the place, and never no choice`, () => {
      writeFileSync(sandboxFile(folder), text);
      assert.throws(
        () => readSandboxChoice(folder),
        (error) => isCoded(error, 'sandbox.badChoice') && why.test(error.message),
      );
    });

  it('refuses to keep what it would not read', () => {
    assert.throws(
      () => writeSandboxChoice(folder, { image: 'a b' }),
      (error) => isCoded(error, 'sandbox.badChoice'),
    );
    assert.throws(() => readFileSync(sandboxFile(folder)), /ENOENT/);
  });
});
