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
    ['linux', 'riscv64', /riscv64/],
  ] as const)
    it(`refuses ${platform} ${arch} with a remedy`, () => {
      const host = findBubblewrapHost(platform, arch, '');
      assert.ok('problem' in host);
      assert.match(host.problem, word);
      assert.match(host.remedy, /--use container/);
    });

  const forbidden = 'bwrap: setting up uid map: Permission denied';
  const settings = { cloneAllowed: undefined, appArmorRestricts: undefined, most: '96365' };
  for (const [what, set, command] of [
    ['Debian', { cloneAllowed: '0' }, 'sudo sysctl -w kernel.unprivileged_userns_clone=1'],
    ['Ubuntu', { appArmorRestricts: '1' }, 'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'],
    ['none at all', { most: '0' }, 'sudo sysctl -w user.max_user_namespaces=15000'],
  ] as const)
    it(`names the one setting that forbids namespaces: ${what}`, () =>
      assert.equal(remedyFor(forbidden, { ...settings, ...set }), command));

  it('tells a container around us from a setting, and both from a missing package', () => {
    assert.match(remedyFor(forbidden, settings), /^Start the container/);
    assert.match(remedyFor('bwrap: Creating new namespace failed: … (ENOSPC)', settings), /^Start the container/);
    assert.match(remedyFor('', settings), /bubblewrap$/);
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
