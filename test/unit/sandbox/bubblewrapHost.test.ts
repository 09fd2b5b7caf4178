import assert from 'node:assert/strict';
import { findBubblewrapHost, parseBubblewrapVersion, remedyFor } from '../../../src/adapters/sandbox/bubblewrapHost.ts';
import { createSandbox } from '../../../src/adapters/sandbox/createSandbox.ts';
import { createUnavailableSandbox } from '../../../src/adapters/sandbox/unavailableSandbox.ts';
import { isCoded } from '../../../src/base/errors.ts';
import type { SandboxCommand, SandboxPolicy } from '../../../src/core/sandbox/sandbox.ts';

const signal = new AbortController().signal;

describe('bubblewrap host', () => {
  for (const [text, expected] of [
    ['bubblewrap 0.8.0', { version: '0.8.0', supported: true, overlay: false }],
    ['bubblewrap 0.11.0\n', { version: '0.11.0', supported: true, overlay: true }],
    ['bubblewrap 1.0', { version: '1.0', supported: true, overlay: true }],
    ['bubblewrap 0.4.1', { version: '0.4.1', supported: false, overlay: false }],
    ['', undefined],
  ] as const)
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(parseBubblewrapVersion(text), expected));

  for (const [platform, arch, word] of [
    ['darwin', 'arm64', /darwin/],
    ['win32', 'x64', /win32/],
    ['linux', 'arm64', /arm64/],
  ] as const)
    it(`refuses ${platform} ${arch} with a remedy`, () => {
      const host = findBubblewrapHost(platform, arch, '');
      assert.ok('problem' in host);
      assert.match(host.problem, word);
      assert.match(host.remedy, /--no-sandbox/);
    });

  it('tells forbidden namespaces from a missing package', () => {
    assert.match(remedyFor('bwrap: setting up uid map: Permission denied'), /apparmor/);
    assert.match(remedyFor('bwrap: No permissions to create new namespace'), /unprivileged_userns_clone/);
    assert.match(remedyFor(''), /apt-get install bubblewrap/);
  });

  it('an unavailable sandbox says why and runs nothing', async () => {
    const probe = {
      works: false,
      name: 'x',
      version: undefined,
      isolated: true,
      gaps: [],
      problem: 'missing',
      remedy: 'install',
    };
    const sandbox = createUnavailableSandbox(probe);
    assert.deepEqual(await sandbox.probe(signal), probe);
    const run = sandbox.run({} as SandboxCommand, {} as SandboxPolicy, () => undefined, signal);
    await assert.rejects(run, (error) => isCoded(error, 'sandbox.unavailable') && error.hint === 'install');
  });

  it('is not isolated only by the person’s own word', async () => {
    const sandbox = await createSandbox(
      { allowNotIsolated: true, choice: { backEnd: 'auto' }, scratchRoot: '/nonexistent' },
      signal,
    );
    assert.equal((await sandbox.probe(signal)).isolated, false);
  });
});
