import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createTreeSitterParser } from '../../../src/adapters/syntax/treeSitterParser.ts';
import type { SyntaxLanguage, SyntaxNode } from '../../../src/core/repair/syntaxParser.ts';
import { descendants } from '../../../src/core/repair/syntaxWalk.ts';

const grammarFolder = join(import.meta.dirname, '../../../node_modules/@vscode/tree-sitter-wasm/wasm');
const signal = new AbortController().signal;

const samples: Readonly<Record<SyntaxLanguage, string>> = {
  javascript: 'const f = (a) => <b>{a?.c}</b>;\nclass A { #x = 1; get y() { return this.#x; } }\n',
  typescript: 'export function f<T extends string>(a: T): a is T { return a satisfies T; }\n',
  tsx: 'const f = (p: { a: string }) => <b>{p.a}</b>;\n',
  go: 'package a\n\nfunc (s *S) F(a ...int) (n int, err error) { for i := range a { n += i }; return n, nil }\n',
  python: 'def f(a: int, *, b=[]) -> int:\n    """é 😀"""\n    return [x for x in b if (y := x) > a]\n',
};

describe('SyntaxParser: tree-sitter', () => {
  for (const [language, source] of Object.entries(samples) as [SyntaxLanguage, string][]) {
    it(`${language}: reads well-formed text without errors`, async () => {
      const parser = await createTreeSitterParser({ grammarFolder });
      const tree = await parser.parse(language, source, signal);
      assert.equal(tree.errors, 0);
      assert.equal(await parser.countErrors(language, source, signal), 0);
    });

    it(`${language}: gives nodes that nest, in order, with places that fit the text`, async () => {
      const parser = await createTreeSitterParser({ grammarFolder });
      const { root } = await parser.parse(language, source, signal);
      for (const node of descendants(root)) checkNode(node, source);
    });

    it(`${language}: counts errors the same way with and without nodes`, async () => {
      const parser = await createTreeSitterParser({ grammarFolder });
      for (const broken of [`${source}(((`, source.replace('(', '((('), '@@@ $$$', '', '\u0000']) {
        const { errors } = await parser.parse(language, broken, signal);
        assert.equal(await parser.countErrors(language, broken, signal), errors, JSON.stringify(broken));
      }
      assert.ok((await parser.countErrors(language, `${source}(((`, signal)) > 0);
    });
  }

  it('survives nesting deeper than the stack', async () => {
    const parser = await createTreeSitterParser({ grammarFolder });
    const source = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const { root } = await parser.parse('javascript', source, signal);
    let count = 0;
    for (const _ of descendants(root)) count++;
    assert.ok(count >= 20_000);
  });

  it('names a grammar that is missing', async () => {
    const parser = await createTreeSitterParser({ grammarFolder: join(grammarFolder, 'nowhere') });
    await assert.rejects(parser.parse('python', 'x = 1', signal), { code: 'syntax.grammarMissing' });
  });

  it('honours the signal', async () => {
    const parser = await createTreeSitterParser({ grammarFolder });
    await assert.rejects(parser.parse('python', 'x = 1', AbortSignal.abort()), { name: 'AbortError' });
  });
});

function checkNode(node: SyntaxNode, source: string): void {
  assert.ok(node.startIndex <= node.endIndex && node.endIndex <= source.length);
  assert.equal(node.startRow, source.slice(0, node.startIndex).split('\n').length - 1);
  assert.equal(node.startColumn, node.startIndex - (source.lastIndexOf('\n', node.startIndex - 1) + 1));
  let at = node.startIndex;
  for (const child of node.children) {
    assert.equal(child.parent, node);
    assert.ok(child.startIndex >= at && child.endIndex <= node.endIndex);
    at = child.endIndex;
  }
  if (node.type === 'identifier') assert.match(source.slice(node.startIndex, node.endIndex), /^[\w$]+$/);
}
