import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createTreeSitterParser } from '../../../src/adapters/syntax/treeSitterParser.ts';
import { createSymbolCache } from '../../../src/core/context/map/symbolCache.ts';
import { tokensRoughly } from '../../../src/core/model/tokenEstimate.ts';
import { contextOfProject, mapProject } from '../../../src/core/run/mapView.ts';
import { type ProjectMapPorts, readProjectGraph } from '../../../src/core/run/projectMap.ts';
import { memoryFiles } from '../../fakes/memoryFiles.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const { signal } = new AbortController();
const grammarFolder = path.join(root, 'node_modules/@vscode/tree-sitter-wasm/wasm');
const parser = createTreeSitterParser({ grammarFolder });

function portsOf(texts: Readonly<Record<string, string>>): ProjectMapPorts & { readonly parsed: () => number } {
  let parsed = 0;
  return {
    files: memoryFiles(texts),
    async openParser() {
      parsed++;
      return parser;
    },
    cache: createSymbolCache({ hash: (text) => createHash('sha256').update(text).digest('hex') }),
    count: tokensRoughly,
    parsed: () => parsed,
  };
}

/** The texts of a folder of this repository. */
function textsOf(folder: string): Record<string, string> {
  const files = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  return Object.fromEntries(
    files.map((one) => {
      const file = path.join(one.parentPath, one.name);
      return [path.relative(path.join(root, folder), file), readFileSync(file, 'utf8')];
    }),
  );
}

const shop = {
  'src/cart.ts':
    "import { priceOf } from './price.js';\n\nexport class Cart {\n  items: string[] = [];\n\n  total(): number {\n    return this.items.reduce((sum, item) => sum + priceOf(item), 0);\n  }\n}\n",
  'src/price.ts':
    'const prices = { a: 1 };\n\nexport function priceOf(item: string): number {\n  return prices[item] ?? 0;\n}\n',
  'src/unused.ts': 'export function nothing() {\n  return 0;\n}\n',
  'test/cart.test.ts': "import { Cart } from '../src/cart.ts';\nit('adds', () => new Cart().total());\n",
  'tool/shop.py':
    'from tool.prices import price_of\n\n\nclass Shop:\n    @property\n    def total(self):\n        return price_of("a")\n',
  'tool/prices.py': 'def price_of(item):\n    return 1\n',
  'node_modules/x/index.js': 'export function priceOf() {}\n',
  'README.md': '# priceOf\n',
};

describe('the map of a project', () => {
  it('asks language services about languages without a grammar, near files first, and nothing of what is no code', async () => {
    const texts = {
      ...shop,
      'rust/room.rs': 'fn wallpaper(shape: Shape) -> u32 { area(shape) }\n',
      'rust/shape.rs': 'struct Shape;\n\nfn area(shape: Shape) -> u32 {\n    4\n}\n',
      'other/Unknown.kt': 'fun area() = 1\n',
      'rust/Cargo.toml': '[package]\n',
    };
    const asked: string[][] = [];
    const describeFiles: NonNullable<ProjectMapPorts['describeFiles']> = async (files) => {
      asked.push(files.map((one) => one.path));
      return {
        'rust/room.rs': [{ name: 'wallpaper', startRow: 0, endRow: 0 }],
        'rust/shape.rs': [
          { name: 'Shape', startRow: 0, endRow: 0 },
          { name: 'area', startRow: 2, endRow: 4 },
        ],
      };
    };
    const ports = { ...portsOf(texts), describeFiles };
    const { graph } = await readProjectGraph(ports, ['rust/room.rs'], signal);
    assert.deepEqual(asked, [['rust/room.rs', 'rust/shape.rs', 'other/Unknown.kt']]);
    assert.ok(!graph.files.has('other/Unknown.kt'), 'what no service knows is left out');
    assert.deepEqual(graph.edges.get('rust/room.rs'), [{ to: 'rust/shape.rs', weight: 2, names: ['Shape', 'area'] }]);
    const map = await mapProject(ports, { files: ['rust/room.rs'], names: [], maxTokens: 200 }, signal);
    assert.match(
      map.text,
      /^rust\/room\.rs\n {2}1: fn wallpaper.*\nrust\/shape\.rs\n {2}1: struct Shape;\n {2}3: fn area/,
    );
  });

  it('reads definitions, imports and mentions of TypeScript and Python, and nothing that is not the project', async () => {
    const { graph, unread } = await readProjectGraph(portsOf(shop), [], signal);
    assert.equal(unread, 0);
    assert.deepEqual(
      [...graph.files.keys()],
      ['src/cart.ts', 'src/price.ts', 'src/unused.ts', 'test/cart.test.ts', 'tool/prices.py', 'tool/shop.py'],
    );
    const cart = graph.files.get('src/cart.ts');
    assert.deepEqual(cart?.imports, ['src/price.ts']);
    assert.deepEqual(
      cart?.definitions.map(({ name, line }) => [name, line]),
      [
        ['Cart', 3],
        ['total', 6],
      ],
    );
    assert.equal(cart?.definitions[0]?.signature, 'export class Cart {');
    assert.deepEqual(
      graph.edges.get('src/cart.ts')?.map(({ to, names }) => [to, names]),
      [['src/price.ts', ['priceOf']]],
    );
    assert.deepEqual(
      graph.edges.get('tool/shop.py')?.map(({ to, names }) => [to, names]),
      [['tool/prices.py', ['price_of']]],
    );
  });

  it('begins at a failing test, goes along its imports, and leaves the rest to the end', async () => {
    const map = await mapProject(portsOf(shop), { files: ['test/cart.test.ts'], names: [], maxTokens: 1_000 }, signal);
    assert.deepEqual(
      map.files.slice(0, 3).map((one) => one.path),
      ['test/cart.test.ts', 'src/cart.ts', 'src/price.ts'],
    );
    assert.match(map.text, /src\/price\.ts\n(?: {2}1: .*\n)? {2}3: export function priceOf/);
    assert.deepEqual(
      map.related[0]?.files.map((one) => one.path),
      ['src/cart.ts', 'src/price.ts'],
    );
    const tests = await mapProject(portsOf(shop), { files: ['src/price.ts'], names: [], maxTokens: 1_000 }, signal);
    assert.deepEqual(
      tests.related[0]?.files.map((one) => [one.path, one.steps]),
      [['test/cart.test.ts', 2]],
    );
  });

  it('packs code with the reason for it, what is named first', async () => {
    const { pieces } = await contextOfProject(
      portsOf(shop),
      { files: ['test/cart.test.ts'], names: ['priceOf'], maxTokens: 200 },
      signal,
    );
    assert.equal(pieces[0]?.path, 'src/price.ts');
    assert.ok(pieces[0]?.reasons.includes('defines priceOf'));
    assert.match(pieces[0]?.text ?? '', /prices\[item\]/);
    assert.ok(
      pieces.some(
        ({ path: file, reasons }) => file === 'src/cart.ts' && reasons.some((one) => one.includes('test/cart.test.ts')),
      ),
    );
  });

  it('parses a text once, by its content', async () => {
    const ports = portsOf(shop);
    const question = { files: [], names: [], maxTokens: 500 };
    const first = await mapProject(ports, question, signal);
    const { parsed } = ports;
    const before = parsed();
    assert.deepEqual(await mapProject(ports, question, signal), first);
    assert.equal(parsed(), before);
  });

  it('is bounded and the same each time on a real project: this one', async function () {
    this.timeout(60_000);
    const texts = textsOf('src');
    const ports = portsOf(texts);
    const question = { files: ['core/run/reproduce.ts'], names: ['merge3'], maxTokens: 1_500 };
    const one = await mapProject(ports, question, signal);
    assert.ok(one.tokens <= 1_500 && one.text.length <= 6_000, `${one.tokens}`);
    assert.equal(one.files[0]?.path, 'core/run/reproduce.ts');
    assert.ok(one.files.slice(0, 8).some(({ path: file }) => file === 'core/patch/threeWayMerge.ts'));
    assert.ok(one.unread > 0, 'only the nearest of a large project are read');
    assert.deepEqual(await mapProject(ports, question, signal), one);
  });
});
