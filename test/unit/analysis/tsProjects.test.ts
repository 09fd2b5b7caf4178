import assert from 'node:assert/strict';
import { readTsProject } from '../../../src/adapters/analysis/tsProjects.ts';

describe('tsconfig.json', () => {
  it('is read with comments, trailing commas and a byte order mark', () => {
    const text =
      '\uFEFF{\n  // all "of" it\n  "files": [], /* none, */\n  "references": [{ "path": "./a", }, { "path": "b/tsconfig.lib.json" },],\n  "x": "// no, ]",\n}';
    assert.deepEqual(readTsProject('web/tsconfig.json', text), {
      build: true,
      empty: false,
      references: ['web/a/tsconfig.json', 'web/b/tsconfig.lib.json'],
    });
  });

  it('counts as empty only when it compiles and refers to nothing', () => {
    assert.equal(readTsProject('tsconfig.json', '{"files":[]}').empty, true);
    assert.equal(readTsProject('tsconfig.json', '{"files":[],"include":["src"]}').empty, false);
    assert.equal(readTsProject('tsconfig.json', '{}').empty, false);
    assert.equal(readTsProject('tsconfig.json', 'not json').empty, false);
  });

  it('takes little time when it is hostile', () => {
    const start = performance.now();
    for (const piece of ['/*', '"\\"', '[', '],', '"', '//']) readTsProject('tsconfig.json', piece.repeat(100_000));
    assert.ok(performance.now() - start < 2_000, `${performance.now() - start} ms`);
  });
});
