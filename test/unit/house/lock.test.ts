import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { missingPlatformPackages } from '../../../scripts/completeLock.ts';

const root = resolve(import.meta.dirname, '../../..');

describe('lock files', () => {
  for (const file of ['package-lock.json', 'test/e2e/host/package-lock.json']) {
    it(`${file} has every platform, so that npm ci works on each`, () => {
      const { packages } = JSON.parse(readFileSync(join(root, file), 'utf8')) as { packages: Record<string, object> };
      assert.deepEqual(Object.keys(missingPlatformPackages(packages)), []);
    });
  }

  it('adds what is left out, with its platform', () => {
    const packages = {
      'node_modules/tool': {
        dev: true,
        optionalDependencies: { '@tool/linux-arm-musleabihf': '1.2.3', '@tool/darwin-x64': '1.2.3', there: '1.0.0' },
      },
      'node_modules/there': { version: '1.0.0' },
    };
    assert.deepEqual(missingPlatformPackages(packages), {
      'node_modules/@tool/linux-arm-musleabihf': {
        version: '1.2.3',
        dev: true,
        cpu: ['arm'],
        libc: ['musl'],
        os: ['linux'],
        optional: true,
      },
      'node_modules/@tool/darwin-x64': { version: '1.2.3', dev: true, cpu: ['x64'], os: ['darwin'], optional: true },
    });
  });

  const refused: [name: string, optional: Record<string, string>, message: RegExp][] = [
    ['a range', { '@tool/darwin-x64': '^1.2.3' }, /not exact/],
    ['a name without a platform', { '@tool/fast': '1.2.3' }, /does not say its platform/],
  ];
  for (const [name, optionalDependencies, message] of refused) {
    it(`refuses to guess ${name}`, () => {
      assert.throws(() => missingPlatformPackages({ 'node_modules/tool': { optionalDependencies } }), message);
    });
  }
});
