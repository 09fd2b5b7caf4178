import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBubblewrapSandbox } from '../../../src/adapters/sandbox/bubblewrapSandbox.ts';
import { currentToolchainHost } from '../../../src/adapters/sandbox/toolchain.ts';
import { isCoded } from '../../../src/base/errors.ts';
import { makePlace, neverAborted, type Place, runIn, skip } from './place.ts';

describe('a trial of the sandbox that worked before', () => {
  let place: Place;
  const kept = () => join(place.runs, 'worked.json');
  const create = (trustsEarlier = true) =>
    createBubblewrapSandbox({
      scratchRoot: place.runs,
      platform: process.platform,
      arch: process.arch,
      identity: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
      toolchainHost: currentToolchainHost(),
      trustsEarlier,
    });
  /** Exchanges what the memory says of the version, which nothing but another trial would put right. */
  const mark = () => {
    const text = readFileSync(kept(), 'utf8');
    writeFileSync(kept(), text.replace(/"version":"[^"]*"/, '"version":"remembered"'));
  };

  beforeEach(async function () {
    place = makePlace();
    const probe = await create().probe(neverAborted);
    if (!probe.works) skip(this, `${probe.problem} ${probe.remedy}`);
  });
  afterEach(() => place.dispose());

  it('counts in the next process, with the same gaps, and commands run as before', async () => {
    const first = await create(false).probe(neverAborted);
    mark();
    const sandbox = create();
    assert.deepEqual(await sandbox.probe(neverAborted), { ...first, version: 'remembered' });
    const { stdout } = await runIn(sandbox, place, ['node', '-p', 'require("dep")()']);
    assert.equal(stdout.trim(), '42');
  });

  it('does not count for those who want to know', async () => {
    mark();
    assert.notEqual((await create(false).probe(neverAborted)).version, 'remembered');
  });

  it('does not count on a machine that has changed, nor when it cannot be read', async () => {
    for (const text of [
      readFileSync(kept(), 'utf8').replace(/"machine":"\w{4}/, '"machine":"0000'),
      '{"version":1}',
      'no json',
      '',
    ]) {
      writeFileSync(kept(), text.replace(/"version":"[^"]*"/, '"version":"remembered"'));
      assert.notEqual((await create().probe(neverAborted)).version, 'remembered', text);
    }
  });

  it('is forgotten when a command does not start, which is then not run at all', async () => {
    writeFileSync(kept(), readFileSync(kept(), 'utf8').replace(/"overlay":"\w+"/, '"overlay":"bubblewrap"'));
    const sandbox = create();
    await sandbox.probe(neverAborted);
    const policy = { ...place.policy, scratchPath: join(place.root, 'missing') };
    await assert.rejects(runIn(sandbox, place, ['true'], { policy }), (error) => isCoded(error, 'sandbox.unavailable'));
    assert.equal(existsSync(kept()), false);
  });
});
