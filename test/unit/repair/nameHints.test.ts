import assert from 'node:assert/strict';
import { siteOf } from '../../../src/core/repair/editSite.ts';
import { hintFactor } from '../../../src/core/repair/nameHints.ts';
import { observeFailures } from '../../../src/core/repair/observation.ts';
import { descendants, textOf } from '../../../src/core/repair/syntaxWalk.ts';
import { parseFile } from './parseFixture.ts';

async function factor(path: string, source: string, own: string, other: string): Promise<number> {
  const file = await parseFile(path, source);
  const node = [...descendants(file.tree.root)].filter((at) => textOf(at, source) === own).at(-1);
  assert.ok(node);
  return hintFactor(siteOf(file, node, observeFailures([])), own, other);
}

describe('what names and documentation say', () => {
  it('speaks for the name that stands there, or for the other', async () => {
    assert.ok((await factor('a.py', 'def newest(xs):\n    return max(xs)\n', 'max', 'min')) < 1);
    assert.ok((await factor('a.py', 'def newest(xs):\n    return min(xs)\n', 'min', 'max')) > 1);
    assert.ok(
      (await factor('a.py', 'def f(xs):\n    """The shortest of them."""\n    return max(xs)\n', 'max', 'min')) > 1,
    );
    const above = '/** In whole units, rounded down. */\nexport function f(x) {\n  return Math.ceil(x);\n}\n';
    assert.ok((await factor('a.js', above, 'ceil', 'floor')) > 1);
    assert.ok(
      (await factor('a.js', 'const toUpper = (text) => text.toLowerCase();\n', 'toLowerCase', 'toUpperCase')) > 1,
    );
  });

  it('says nothing where both are meant, or neither', async () => {
    const source = 'def f(xs):\n    """From the smallest to the largest."""\n    return max(xs)\n';
    assert.equal(await factor('a.py', source, 'max', 'min'), 1);
    // What is at most a limit is the smaller of both.
    assert.equal(await factor('a.py', 'def f(x):\n    """At most 9."""\n    return min(x, 9)\n', 'min', 'max'), 1);
    assert.equal(await factor('a.py', 'def f(xs):\n    return max(xs)\n', 'max', 'min'), 1);
    assert.equal(await factor('a.py', 'def newest(xs):\n    return max(xs)\n', 'max', 'sum'), 1);
  });
});
