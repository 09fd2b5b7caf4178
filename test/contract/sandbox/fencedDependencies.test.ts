import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFencedDependencies } from '../../../src/adapters/sandbox/fencedDependencies.ts';
import { makePlace, neverAborted, type Place } from './place.ts';

describe('dependencies that are copied for fenced commands', () => {
  let place: Place;
  const inCopy = (...names: readonly string[]) => join(place.copy, 'node_modules', ...names);
  beforeEach(() => {
    place = makePlace();
  });
  afterEach(() => place.dispose());

  it('are there again, as they were, in a copy that was made anew', async () => {
    const dependencies = createFencedDependencies();
    await dependencies.provide(place.policy, neverAborted);
    writeFileSync(inCopy('dep', 'index.js'), 'module.exports = () => 43;\n');
    rmSync(place.copy, { recursive: true });
    mkdirSync(place.copy);
    await dependencies.provide(place.policy, neverAborted);
    assert.equal(readFileSync(inCopy('dep', 'index.js'), 'utf8'), 'module.exports = () => 42;\n');
  });

  it('are never copied again into a copy that a command had, through a link neither', async () => {
    const dependencies = createFencedDependencies();
    await dependencies.provide(place.policy, neverAborted);
    const outside = join(place.root, 'outside');
    mkdirSync(outside);
    renameSync(inCopy(), join(place.copy, 'away'));
    symlinkSync(outside, inCopy());
    await dependencies.provide(place.policy, neverAborted);
    assert.ok(!existsSync(join(outside, 'dep')));
  });
});
