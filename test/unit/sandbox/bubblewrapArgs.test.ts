import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { type BubblewrapPlan, bubblewrapArgs } from '../../../src/adapters/sandbox/bubblewrapArgs.ts';
import { defaultSandboxLimits } from '../../../src/core/sandbox/policy.ts';

const plan: BubblewrapPlan = {
  identity: { uid: 1000, gid: 1000 },
  system: [
    { kind: 'bind', path: '/usr' },
    { kind: 'symlink', path: '/bin', to: 'usr/bin' },
  ],
  etc: { folder: '/data/run-1/etc', names: ['hosts', 'passwd'] },
  readable: ['/home/me/.pyenv/versions/3.11.7', '/home/me/work'],
  mounts: [
    { kind: 'writable', source: '/data/copy', target: '/home/me/shop' },
    { kind: 'writable', source: '/data/scratch', target: '/data/scratch' },
    { kind: 'readonly', source: '/data/copy/.git', target: '/home/me/shop/.git' },
    {
      kind: 'overlay',
      source: '/home/me/shop/node_modules',
      target: '/home/me/shop/node_modules',
      upper: '/data/run-1/layers/0/u',
      work: '/data/run-1/layers/0/w',
    },
  ],
  env: { PATH: '/usr/bin', HOME: '/tmp/home' },
  cwd: '/home/me/shop/packages/cart',
  limits: defaultSandboxLimits,
  prlimitPath: '/usr/bin/prlimit',
  argv: ['npm', 'test', '--', '--reporter=$(id)'],
};

describe('bubblewrapArgs', () => {
  it('is the vector of the golden file', () => {
    const golden = new URL('bubblewrapArgs.golden.txt', import.meta.url);
    const text = `${bubblewrapArgs(plan).join('\n')}\n`;
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
    assert.equal(text, readFileSync(golden, 'utf8'));
  });

  it('mounts outer folders first, and the copy after everything readable', () => {
    const args = bubblewrapArgs({ ...plan, mounts: [...plan.mounts].reverse() });
    const at = (target: string) => args.lastIndexOf(target);
    assert.ok(args.indexOf('/tmp') < at('/home/me/shop'));
    assert.ok(at('/home/me/work') < at('/home/me/shop'));
    assert.ok(at('/home/me/shop') < at('/home/me/shop/.git'));
    assert.ok(at('/home/me/shop') < at('/home/me/shop/node_modules'));
  });

  it('keeps the command as separate arguments behind the limits', () => {
    const args = bubblewrapArgs(plan);
    assert.deepEqual(args.slice(-5), ['--', ...plan.argv]);
  });
});
