import assert from 'node:assert/strict';
import { filesOf, testsOf } from '../../../src/core/context/map/relatedTests.ts';
import { rankFiles, renderMap } from '../../../src/core/context/map/repositoryMap.ts';
import { createSymbolCache } from '../../../src/core/context/map/symbolCache.ts';
import { buildSymbolGraph, type FileSymbols } from '../../../src/core/context/map/symbolGraph.ts';

function file(
  path: string,
  defines: readonly string[],
  uses: Readonly<Record<string, number>> = {},
  imports: readonly string[] = [],
): FileSymbols {
  const definitions = defines.map((name, at) => ({
    name,
    line: at + 1,
    endLine: at + 1,
    signature: `function ${name}() {`,
  }));
  return { path, family: 'script', definitions, imports, mentions: new Map(Object.entries(uses)) };
}

const shop = [
  file('src/cart.js', ['total', 'addItem'], { priceOf: 2, format: 1 }, ['src/price.js', 'src/text.js']),
  file('src/price.js', ['priceOf', 'discount'], { round: 1 }, ['src/math.js']),
  file('src/math.js', ['round']),
  file('src/text.js', ['format', 'pad']),
  file('src/other.js', ['unrelated', 'round']),
  file('test/cart.test.js', [], { total: 3 }, ['src/cart.js']),
  file('test/math.test.js', [], { round: 3 }, ['src/math.js']),
  file('test/text.spec.js', []),
];
const graph = buildSymbolGraph(shop);
const isTest = (path: string) => path.startsWith('test/');
const count = (text: string) => text.length;
const task = { files: new Map([['test/cart.test.js', 1]]), names: [] };

describe('the symbol graph', () => {
  it('leads along imports and to what defines a name, to the imported file rather than to another', () => {
    const names = (path: string) => graph.edges.get(path)?.map(({ to, names: own }) => `${to}: ${own.join(',')}`);
    assert.deepEqual(names('src/cart.js'), ['src/price.js: priceOf', 'src/text.js: format']);
    assert.deepEqual(names('src/price.js'), ['src/math.js: round']);
  });

  it('is the same in whatever order the files come', () => {
    assert.deepEqual(buildSymbolGraph([...shop].reverse()), graph);
  });

  it('makes nothing of a name that everybody defines, and of an import that is not there', () => {
    const many = Array.from({ length: 9 }, (_, at) => file(`src/f${at}.js`, ['init']));
    const edges = buildSymbolGraph([...many, file('src/main.js', [], { init: 5 }, ['src/gone.js'])]).edges;
    assert.deepEqual(edges.get('src/main.js'), []);
  });
});

describe('the repository map', () => {
  it('begins at the task and goes on along what it uses', () => {
    const paths = rankFiles(graph, task).map(({ path }) => path);
    assert.deepEqual(paths.slice(0, 3), ['test/cart.test.js', 'src/cart.js', 'src/price.js']);
    assert.ok(paths.indexOf('src/text.js') < paths.indexOf('src/other.js'));
    assert.ok(Math.abs(rankFiles(graph, task).reduce((sum, { rank }) => sum + rank, 0) - 1) < 1e-9);
  });

  it('says why each file is there', () => {
    const why = new Map(rankFiles(graph, { ...task, names: ['pad'] }).map((one) => [one.path, one.why]));
    assert.equal(why.get('test/cart.test.js'), 'of the task');
    assert.equal(why.get('src/text.js'), 'defines what the task names');
    assert.equal(why.get('src/cart.js'), 'test/cart.test.js uses total');
  });

  it('stays within its bound, whole lines only, and says how many files are left', () => {
    const ranked = rankFiles(graph, task);
    for (const maxTokens of [0, 10, 40, 100, 10_000]) {
      const map = renderMap(ranked, { maxTokens, count });
      assert.ok(map.text.length <= maxTokens, map.text);
      assert.equal(map.files.length + map.left, shop.length);
    }
    const all = renderMap(ranked, { maxTokens: 10_000, count });
    assert.match(
      all.text,
      /^test\/cart\.test\.js\nsrc\/cart\.js\n {2}1: function total\(\) \{\n {2}2: function addItem/,
    );
    assert.deepEqual(renderMap(ranked, { maxTokens: 10_000, count }), all);
  });
});

describe('related tests', () => {
  it('are those that reach a file, nearest first, then those named after it', () => {
    assert.deepEqual(
      testsOf(graph, 'src/math.js', isTest).map(({ path, steps }) => [path, steps]),
      [
        ['test/math.test.js', 1],
        ['test/cart.test.js', 3],
      ],
    );
    assert.deepEqual(
      testsOf(graph, 'src/text.js', isTest).map(({ path, why }) => [path, why]),
      [
        ['test/cart.test.js', 'reaches it in 2 imports'],
        ['test/text.spec.js', 'is named after it'],
      ],
    );
    assert.deepEqual(testsOf(graph, 'src/unknown.js', isTest), []);
  });

  it('lead to the files of a test', () => {
    assert.deepEqual(
      filesOf(graph, 'test/cart.test.js', isTest).map(({ path }) => path),
      ['src/cart.js', 'src/price.js', 'src/text.js', 'src/math.js'],
    );
  });
});

describe('the cache of symbols', () => {
  it('reads a text once, by its content, and forgets what was not asked for longest', async () => {
    const cache = createSymbolCache({ hash: (text) => text, mostTexts: 2 });
    const reads: string[] = [];
    const get = (text: string) =>
      cache.get({ language: 'javascript', text }, async () => {
        reads.push(text);
        return { definitions: [], mentions: new Map() };
      });
    await get('a');
    await get('a');
    await get('b');
    await get('a');
    await get('c');
    await get('a');
    await get('b');
    assert.deepEqual(reads, ['a', 'b', 'c', 'b']);
    await assert.rejects(cache.get({ language: 'javascript', text: 'bad' }, () => Promise.reject(new Error('no'))));
    await cache.get({ language: 'javascript', text: 'bad' }, async () => ({ definitions: [], mentions: new Map() }));
  });
});
