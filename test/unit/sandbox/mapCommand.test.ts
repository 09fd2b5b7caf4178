import assert from 'node:assert/strict';
import { mapCommand } from '../../../src/adapters/sandbox/mapCommand.ts';

const move = { from: '/home/me/shop', to: '/data/copy' };
const cases: readonly (readonly [input: string, expected: string])[] = [
  ['/home/me/shop', '/data/copy'],
  ['/home/me/shop/a.js', '/data/copy/a.js'],
  ['--config=/home/me/shop/c.json', '--config=/data/copy/c.json'],
  ['/home/me/shop/bin:/usr/bin:/home/me/shop/b', '/data/copy/bin:/usr/bin:/data/copy/b'],
  ["--import '/home/me/shop/x.mjs'", "--import '/data/copy/x.mjs'"],
  ['/home/me/shop2/a.js', '/home/me/shop2/a.js'],
  ['/mnt/home/me/shop/a.js', '/mnt/home/me/shop/a.js'],
  ['plain', 'plain'],
];

describe('mapCommand', () => {
  for (const [input, expected] of cases)
    it(`${input} -> ${expected}`, () => {
      const mapped = mapCommand({ argv: ['x', input], cwd: '/home/me/shop/sub', env: { A: input } }, move);
      assert.deepEqual(mapped, { argv: ['x', expected], cwd: '/data/copy/sub', env: { A: expected } });
    });
});
