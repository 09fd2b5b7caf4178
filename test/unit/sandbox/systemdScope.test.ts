import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { findScopeCandidate, sayHeld, scopeArgs, scopeLimits } from '../../../src/adapters/sandbox/systemdScope.ts';
import { defaultSandboxLimits } from '../../../src/core/sandbox/policy.ts';

const program = '/usr/bin/systemd-run';
const user = { program, manager: 'user', env: { XDG_RUNTIME_DIR: '/run/user/1000' } } as const;

describe('a scope of systemd around bubblewrap', () => {
  it('is asked for by the words of the golden file', () => {
    const golden = new URL('systemdScope.golden.txt', import.meta.url);
    const vectors = [
      scopeArgs(user, defaultSandboxLimits, 'loopwright-run-1-2-abc'),
      scopeArgs(
        { program, manager: 'system', env: {}, low: true },
        { ...defaultSandboxLimits, memoryBytes: 1 },
        'loopwright-x',
      ),
    ];
    const text = vectors.map((words) => `${words.join('\n')}\n`).join('\n');
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
    assert.equal(text, readFileSync(golden, 'utf8'));
  });

  it('holds more than the watchdog lets through, so that the watchdog names the limit', () => {
    const { memory, processes, seconds } = scopeLimits(defaultSandboxLimits);
    assert.ok(memory > defaultSandboxLimits.memoryBytes + defaultSandboxLimits.tmpBytes);
    assert.ok(processes > defaultSandboxLimits.processes);
    assert.ok(seconds * 1_000 > defaultSandboxLimits.wallMs);
    assert.equal(memory % (64 * 1024), 0, 'the kernel rounds it to pages, of up to 64 KiB');
  });

  for (const [what, given, there, expected] of [
    ['root, and the system’s manager', { uid: 0, env: {} }, '/run/systemd/private', 'system'],
    ['root, and only a manager of a person', { uid: 0, env: {} }, '/run/user/0/systemd/private', undefined],
    ['a person, and their manager', { uid: 1000, env: {} }, '/run/user/1000/systemd/private', 'user'],
    ['a person whose folder is elsewhere', { uid: 7, env: { XDG_RUNTIME_DIR: '/x' } }, '/x/systemd/private', 'user'],
    ['a person, and only the system’s manager', { uid: 1000, env: {} }, '/run/systemd/private', undefined],
    ['nothing at all', { uid: 1000, env: {} }, '/', undefined],
  ] as const)
    it(`is looked for: ${what}`, () => {
      const exists = (path: string) => path === there;
      assert.equal(findScopeCandidate(program, { ...given, nice: 0 }, exists)?.manager, expected);
      assert.equal(findScopeCandidate(undefined, { ...given, nice: 0 }, exists), undefined);
    });

  it('has little claim to a processor where the one that asks for it has', () => {
    const low = (nice: number) => findScopeCandidate(program, { uid: 0, env: {}, nice }, () => true)?.low;
    assert.deepEqual([low(0), low(10)], [false, true]);
  });

  it('says who holds the limits', () => {
    assert.match(sayHeld(undefined), /watchdog of Loopwright alone/);
    assert.match(
      sayHeld({ ...user, holds: ['memory', 'processes'] }),
      /memory and processes by the kernel.*your manager/,
    );
    assert.match(sayHeld({ program, manager: 'system', env: {}, holds: ['processes'] }), /; processes by the kernel/);
  });
});
