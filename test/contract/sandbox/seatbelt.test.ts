import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSeatbeltSandbox, sandboxExec } from '../../../src/adapters/sandbox/seatbeltSandbox.ts';
import { currentToolchainHost } from '../../../src/adapters/sandbox/toolchain.ts';
import { isCoded } from '../../../src/base/errors.ts';
import type { Sandbox, SandboxLimits } from '../../../src/core/sandbox/sandbox.ts';
import { leftIn, makePlace, neverAborted, type Place, runIn } from './place.ts';

// Speaks sandbox-exec's command line and fences nothing: what Seatbelt itself does is not run here, as it needs macOS. What is run is
// everything around it.
const standIn = `#!/bin/sh
while :; do case $1 in -D|-p) shift 2;; *) break;; esac; done
exec "$@"
`;

describe('sandbox seatbelt: around the program', () => {
  let place: Place;
  let sandbox: Sandbox;

  const create = (program: string): Sandbox =>
    createSeatbeltSandbox({
      scratchRoot: place.runs,
      platform: process.platform,
      toolchainHost: currentToolchainHost(),
      program,
    });

  beforeEach(() => {
    place = makePlace();
    const program = join(place.root, 'sandbox-exec');
    writeFileSync(program, standIn, { mode: 0o755 });
    sandbox = create(program);
  });
  afterEach(() => place.dispose());

  it('does not believe a program that runs commands and fences nothing', async () => {
    const probe = await sandbox.probe(neverAborted);
    assert.equal(probe.works, false);
    assert.match(probe.problem ?? '', /does not fence/);
    assert.deepEqual(leftIn(place.runs), []);
  });

  it('says what to do where there is no such program', async () => {
    if (existsSync(sandboxExec)) return assert.equal(process.platform, 'darwin');
    const probe = await create(sandboxExec).probe(neverAborted);
    assert.match(`${probe.problem} ${probe.remedy}`, /macOS has it.*--use container/);
    await assert.rejects(runIn(create(sandboxExec), place, ['true']), (error) => isCoded(error, 'sandbox.unavailable'));
  });

  for (const name of ['copy', 'scratch'] as const)
    it(`runs nothing where a link stands in the place of the folder ${name}`, async () => {
      const outside = join(place.root, 'outside');
      renameSync(place[name], outside);
      symlinkSync(outside, place[name]);
      const running = runIn(sandbox, place, ['touch', 'tracked.txt']);
      await assert.rejects(running, (error) => isCoded(error, 'sandbox.mountPoint'));
    });

  for (const [argv, exitCode, signal] of [
    [['true'], 0, undefined],
    [['sh', '-c', 'exit 42'], 42, undefined],
    [['sh', '-c', 'kill -SEGV $$'], undefined, 'SIGSEGV'],
    [['no-such-program-here'], 127, undefined],
  ] as const)
    it(`${argv.join(' ')} ends with ${exitCode ?? signal}`, async () => {
      const result = await runIn(sandbox, place, argv);
      assert.deepEqual([result.exitCode, result.signal, result.limit], [exitCode, signal, undefined]);
    });

  for (const [limit, value, argv] of [
    ['wallMs', 400, ['sleep', '20']],
    ['diskBytes', 1_000_000, ['sh', '-c', 'exec head -c 5000000 /dev/zero > big']],
    ['outputBytes', 10_000, ['sh', '-c', 'head -c 5000000 /dev/zero | tr "\\0" A; sleep 9']],
  ] as const satisfies readonly (readonly [keyof SandboxLimits, number, readonly string[]])[])
    it(`names ${limit}`, async () => {
      const result = await runIn(sandbox, place, argv, { policy: place.policyWith({ [limit]: value }) });
      assert.deepEqual([result.limit, result.exitCode, result.signal], [limit, undefined, undefined]);
    });

  it('runs in the copy, with dependencies of its own and none of the host’s variables', async () => {
    process.env.LOOPWRIGHT_TEST_TOKEN = 'HOST-SECRET';
    const script = `env; pwd; cat ${join(place.workspace, 'tracked.txt')}; echo hacked > node_modules/dep/index.js`;
    const result = await runIn(sandbox, place, ['sh', '-c', script]);
    delete process.env.LOOPWRIGHT_TEST_TOKEN;
    assert.doesNotMatch(result.stdout, /HOST-SECRET/);
    assert.match(result.stdout, new RegExp(`^${place.copy}\ncopy$`, 'm'));
    const original = readFileSync(join(place.workspace, 'node_modules/dep/index.js'), 'utf8');
    assert.equal(original, 'module.exports = () => 42;\n');
  });

  it('copies no dependency through a link that stands in the copy', async () => {
    const outside = join(place.root, 'outside');
    mkdirSync(outside);
    symlinkSync(outside, join(place.copy, 'packages'));
    const [mount] = place.policy.dependencies;
    const target = join(place.workspace, 'packages', 'node_modules');
    const policy = {
      ...place.policy,
      dependencies: [{ source: mount?.source ?? '', target, mode: 'overlay' as const }],
    };
    await assert.rejects(runIn(sandbox, place, ['true'], { policy }), (error) => isCoded(error, 'sandbox.mountPoint'));
    assert.equal(existsSync(join(outside, 'node_modules')), false);
  });
});
