import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTool } from '../../../src/adapters/sandbox/bubblewrapHost.ts';
import { createBubblewrapSandbox } from '../../../src/adapters/sandbox/bubblewrapSandbox.ts';
import { findScopeCandidate, type ScopeCandidate } from '../../../src/adapters/sandbox/systemdScope.ts';
import { currentToolchainHost } from '../../../src/adapters/sandbox/toolchain.ts';
import { makePlace, neverAborted, type Place, runIn, skip } from './place.ts';

const uid = process.getuid?.() ?? 0;

/**
 * Speaks systemd-run's command line: becomes the command, and answers for the kernel what was asked for. What it is told is written
 * down beside it. In a folder `silent` it does not answer, in `holds-nothing` as the kernel would where nothing is delegated.
 */
const standIn = `#!/bin/bash
dir=\${0%/*}
{ printf '%s\\n' "$@" "XDG_RUNTIME_DIR=$XDG_RUNTIME_DIR"; echo; } >>"$dir/told"
[ -e "$dir/silent" ] && { echo 'Failed to connect to bus: No such file or directory' >&2; exit 1; }
while [ "$1" != -- ]; do
  case $1 in --property=MemoryMax=*) memory=\${1##*=};; --property=TasksMax=*) tasks=\${1##*=};; esac
  shift
done
shift
[ -e "$dir/holds-nothing" ] && [ $# = 3 ] && { printf 'memory.max max\\npids.max max\\n'; exit; }
[ $# = 3 ] && { printf 'memory.max %s\\npids.max %s\\n' "$memory" "$tasks"; exit; }
exec "$@"
`;

describe('bubblewrap in a scope of systemd', () => {
  let place: Place;
  const create = (scope: ScopeCandidate | undefined, trustsEarlier = false) =>
    createBubblewrapSandbox({
      scratchRoot: place.runs,
      platform: process.platform,
      arch: process.arch,
      identity: { uid, gid: process.getgid?.() ?? 0 },
      toolchainHost: currentToolchainHost(),
      trustsEarlier,
      scope,
    });
  const standInScope = (): ScopeCandidate => {
    const program = join(place.root, 'systemd-run');
    writeFileSync(program, standIn, { mode: 0o755 });
    return { program, manager: 'user', env: { XDG_RUNTIME_DIR: '/run/user/77' } };
  };
  const told = (): readonly string[] => {
    const file = join(place.root, 'told');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n\n') : [];
  };

  beforeEach(async function () {
    place = makePlace();
    const probe = await create(undefined).probe(neverAborted);
    if (!probe.works) skip(this, `${probe.problem} ${probe.remedy}`);
    assert.match(probe.limitsHeld ?? '', /watchdog of Loopwright alone/);
  });
  afterEach(() => place.dispose());

  it('runs a command with the limits of its policy, which finds nothing of the manager inside', async () => {
    const sandbox = create(standInScope());
    const probe = await sandbox.probe(neverAborted);
    assert.match(probe.limitsHeld ?? '', /memory and processes by the kernel/);
    assert.doesNotMatch(probe.gaps.map(({ text }) => text).join('\n'), /Memory/);
    const policy = place.policyWith({ memoryBytes: 100 << 20, processes: 10, wallMs: 9_000 });
    const result = await runIn(sandbox, place, ['sh', '-c', 'env; cat tracked.txt; exit 5'], { policy });
    assert.equal(result.exitCode, 5);
    assert.match(result.stdout, /^copy$/m);
    assert.doesNotMatch(result.stdout, /XDG_RUNTIME_DIR/);
    const last = told().at(-1) ?? '';
    assert.match(last, /^--user\n--scope\n--quiet\n--collect\n/);
    assert.match(last, /^--unit=loopwright-run-\S+$/m);
    assert.match(last, /^--property=TasksMax=56$/m);
    assert.match(last, /^--property=RuntimeMaxSec=39$/m);
    assert.match(last, /^XDG_RUNTIME_DIR=\/run\/user\/77$/m);
  });

  it('names a limit as it does without one, and ends everything', async () => {
    const sandbox = create(standInScope());
    const policy = place.policyWith({ processes: 5 });
    const result = await runIn(sandbox, place, ['sh', '-c', 'for i in 1 2 3 4 5 6 7 8; do sleep 20 & done; wait'], {
      policy,
    });
    assert.equal(result.limit, 'processes');
  });

  it('is remembered with the trial that worked', async () => {
    const scope = standInScope();
    await create(scope).probe(neverAborted);
    const asked = told().length;
    const sandbox = create(scope, true);
    assert.match((await sandbox.probe(neverAborted)).limitsHeld ?? '', /by the kernel/);
    assert.equal(told().length, asked, 'nothing is asked again');
    await runIn(sandbox, place, ['true']);
    assert.equal(told().length, asked + 1);
    const without = await create(undefined, true).probe(neverAborted);
    assert.match(without.limitsHeld ?? '', /alone/, 'a trial with a manager says nothing of a machine without');
  });

  for (const [what, file] of [
    ['does not answer', 'silent'],
    ['holds nothing', 'holds-nothing'],
  ] as const)
    it(`is not used where the manager ${what}`, async () => {
      const scope = standInScope();
      writeFileSync(join(place.root, file), '');
      const sandbox = create(scope);
      const probe = await sandbox.probe(neverAborted);
      assert.equal(probe.works, true);
      assert.match(probe.limitsHeld ?? '', /watchdog of Loopwright alone/);
      const asked = told().length;
      assert.equal((await runIn(sandbox, place, ['true'])).exitCode, 0);
      assert.equal(told().length, asked);
    });

  it('goes on without it where the manager ends between two commands', async () => {
    const sandbox = create(standInScope());
    await sandbox.probe(neverAborted);
    writeFileSync(join(place.root, 'silent'), '');
    const result = await runIn(sandbox, place, ['sh', '-c', 'echo once >> tracked.txt; cat tracked.txt']);
    assert.equal(result.stdout, 'copy\nonce\n');
  });

  it('has its limits held by the kernel, with a real manager', async function () {
    const scope = findScopeCandidate(findTool('systemd-run', ''), { uid, env: process.env, nice: 0 });
    if (!scope) return skip(this, 'no manager of systemd is here');
    const sandbox = create(scope);
    const { limitsHeld = '' } = await sandbox.probe(neverAborted);
    if (!/by the kernel/.test(limitsHeld)) return skip(this, limitsHeld);
    const policy = place.policyWith({ memoryBytes: 100 << 20, tmpBytes: 32 << 20, processes: 10 });
    const running = runIn(sandbox, place, ['sh', '-c', 'touch started; sleep 2'], { policy });
    while (!existsSync(join(place.copy, 'started'))) await new Promise((resolve) => setTimeout(resolve, 20));
    const shown = execFileSync(
      'systemctl',
      [`--${scope.manager}`, 'show', '--property=MemoryMax,TasksMax,Description', 'loopwright-run-*.scope'],
      { encoding: 'utf8', env: { ...process.env, ...scope.env } },
    );
    assert.match(shown, /^Description=Loopwright$/m);
    assert.match(shown, /^TasksMax=56$/m);
    assert.match(shown, /^MemoryMax=541065216$/m);
    assert.equal((await running).exitCode, 0);
  });
});
