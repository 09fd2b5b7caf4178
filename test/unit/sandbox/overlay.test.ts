import assert from 'node:assert/strict';
import { mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planOverlays } from '../../../src/adapters/sandbox/overlay.ts';

const dependencies = [
  { source: '/home/me/a,b:c/node_modules', target: '/home/me/a,b:c/node_modules', mode: 'overlay' },
  { source: '/store', target: '/store', mode: 'readonly' },
] as const;

describe('planOverlays', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'loopwright-overlay-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const readonly = { kind: 'readonly', source: '/store', target: '/store' };
  const [{ source, target }] = dependencies;

  it('lets bwrap mount them where it can', () => {
    const plan = planOverlays(dependencies, folder, 'bubblewrap');
    const layer = { upper: join(folder, '0/u'), work: join(folder, '0/w') };
    assert.deepEqual(plan, { prefix: [], mounts: [{ kind: 'overlay', source, target, ...layer }, readonly] });
  });

  it('mounts them around bwrap otherwise, with no path in the mount options', () => {
    const plan = planOverlays(dependencies, folder, 'unshare');
    assert.deepEqual(plan.mounts, [{ kind: 'writable', source: join(folder, '0/m'), target }, readonly]);
    assert.equal(readlinkSync(join(folder, '0/l')), source);
    assert.deepEqual(plan.prefix.slice(0, 5), ['unshare', '-Urm', '--', 'sh', '-c']);
    assert.deepEqual(plan.prefix.slice(6), ['sh', folder, '1']);
  });

  it('shows them read-only where nothing works, and needs no namespace for that', () => {
    const plan = planOverlays(dependencies, folder, 'none');
    assert.deepEqual(plan, { prefix: [], mounts: [{ kind: 'readonly', source, target }, readonly] });
  });
});
