import assert from 'node:assert/strict';
import { cgroupRemedy, installCommand, overlayRemedy } from '../../../src/adapters/sandbox/remedies.ts';

describe('remedies', () => {
  for (const [program, command] of [
    ['/usr/bin/apt-get', 'sudo apt-get install podman'],
    ['/usr/bin/dnf', 'sudo dnf install podman'],
    ['/sbin/apk', 'sudo apk add podman'],
  ])
    it(`installs with ${program}`, () =>
      assert.equal(
        installCommand('podman', (one) => one === program),
        command,
      ));

  it('names no command where no package manager is known', () => {
    assert.equal(
      installCommand('podman', () => false),
      'Install podman with the package manager of this system.',
    );
  });

  it('loads overlays where the kernel has none loaded, and else wants a newer bubblewrap', () => {
    assert.equal(overlayRemedy('nodev\tproc\n\text4\n'), 'sudo modprobe overlay');
    assert.match(overlayRemedy('nodev\tproc\nnodev\toverlay\n'), /bubblewrap/);
  });

  it('delegates cgroups, or turns to the unified ones', () => {
    assert.match(cgroupRemedy(true), /Delegate=cpu memory pids.*delegate\.conf$/);
    assert.match(
      cgroupRemedy(false, () => true),
      /^sudo grubby /,
    );
    assert.match(
      cgroupRemedy(false, () => false),
      /update-grub$/,
    );
  });
});
