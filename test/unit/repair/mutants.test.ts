import assert from 'node:assert/strict';
import { type Mutant, makeMutants } from '../../../src/core/repair/mutants.ts';
import { sourcesOf } from '../../../src/core/repair/sourceFiles.ts';
import { languageOf } from '../../../src/core/repair/syntaxParser.ts';
import { realParser, signal } from './parseFixture.ts';

const files = new Map([
  [
    'src/price.ts',
    `import { log } from './log.ts';

export function total(items: readonly number[], rate: number): number {
  let sum = 0;
  for (const item of items) sum += item;
  if (sum > 100 && rate < 1) {
    log('large');
    return sum - 10;
  }
  // a comment
  if (rate < 0) throw new Error('rate');
  return sum * (1 + rate);
}
`,
  ],
  [
    'src/rank.py',
    'def rank(xs):\n    best = None\n    for x in xs:\n        if best is None or x > best:\n            best = x\n    return best\n',
  ],
  ['test/price.test.ts', 'export function same(a: number, b: number) {\n  return a === b;\n}\n'],
]);

const all = new Map([...files].map(([path, text]) => [path, new Set(text.split('\n').map((_, at) => at + 1))]));

async function mutants(more: Partial<Parameters<typeof makeMutants>[0]> = {}): Promise<readonly Mutant[]> {
  const parser = await realParser();
  return makeMutants({ sources: sourcesOf(files), lines: all, parser, seed: 1, max: 12, ...more }, signal);
}

describe('mutants', () => {
  it('are the same for the same seed, and others for another', async () => {
    const [first, again, other] = [await mutants(), await mutants(), await mutants({ seed: 2 })];
    assert.deepEqual(first, again);
    assert.notDeepEqual(
      first.map(({ after }) => after),
      other.map(({ after }) => after),
    );
  });

  it('are small, parse, differ from the file and from one another, and never touch tests', async () => {
    const parser = await realParser();
    const found = await mutants({ max: 200 });
    assert.ok(found.length > 30, `${found.length} mutants`);
    assert.equal(new Set(found.map(({ path, after }) => path + after)).size, found.length);
    for (const { path, before, after, line } of found) {
      assert.ok(path === 'src/price.ts' || path === 'src/rank.py');
      assert.notEqual(before, after);
      assert.ok(line > 0 && Math.abs(after.length - before.length) < 120);
      const language = languageOf(path);
      assert.ok(language);
      assert.equal(await parser.countErrors(language, after, signal), 0, after);
    }
  });

  it('are spread over lines and kinds', async () => {
    const found = await mutants();
    assert.equal(found.length, 12);
    assert.ok(new Set(found.map(({ operator }) => operator)).size >= 5, found.map(({ operator }) => operator).join());
    assert.ok(new Set(found.map(({ path, line }) => `${path}:${line}`)).size >= 8);
  });

  it('come from the lines that are wanted, preferred ones first', async () => {
    const lines = new Map([['src/price.ts', new Set([8, 12])]]);
    const found = await mutants({ lines, preferred: new Map([['src/price.ts', new Set([12])]]), max: 3 });
    assert.deepEqual(
      found.map(({ line }) => line),
      [12, 8, 12],
    );
    assert.deepEqual(await mutants({ lines: new Map([['src/price.ts', new Set([10])]]) }), []);
    assert.deepEqual(await mutants({ lines: new Map([['gone.ts', new Set([1])]]) }), []);
  });

  it('leave out what often stays the same program', async () => {
    const descriptions = (await mutants({ max: 500 })).map(({ description }) => description).join('\n');
    assert.doesNotMatch(descriptions, /returns early|copies|swaps `sum` and `item`/);
    assert.doesNotMatch(descriptions, /replaces `rate` with `ratex`/);
    assert.ok(!(await mutants({ max: 500 })).some(({ after }) => after.includes("Error('ratex')")));
  });
});
