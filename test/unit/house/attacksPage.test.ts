import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTables } from '../../contract/attacks/attacksPage.ts';
import { hostAttacks } from '../../contract/attacks/hostTable.ts';
import { attacks } from '../../contract/sandbox/attackTable.ts';

const root = join(import.meta.dirname, '../../..');
const page = join(root, 'docs/attacks.md');
const textOf = (path: string) => readFileSync(join(root, path), 'utf8');

describe('page of attacks', () => {
  it('has the tables of the code', () => {
    const text = readFileSync(page, 'utf8');
    if (process.env.LOOPWRIGHT_UPDATE) writeFileSync(page, withTables(text));
    else
      assert.equal(
        text,
        withTables(text),
        'write it anew: LOOPWRIGHT_UPDATE=1 mocha test/unit/house/attacksPage.test.ts',
      );
  });

  it('names a test for every rule of the host that an attack relies on', () => {
    const rules = attacks.flatMap(({ rule }) => (rule ? [rule] : []));
    assert.ok(rules.length >= 5);
    for (const { file, test } of rules)
      assert.ok(textOf(file).includes(`it('${test}'`), `${file} has no test "${test}"`);
  });

  it('names tests that exist, and that make the attack', () => {
    for (const { id, test } of hostAttacks) {
      assert.ok(existsSync(join(root, test)), test);
      if (!id.startsWith('E')) assert.match(textOf(test), new RegExp(`'${id}'`), `${test} does not make ${id}`);
    }
  });
});
