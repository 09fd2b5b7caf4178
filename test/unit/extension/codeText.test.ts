import assert from 'node:assert/strict';
import { declarationIn, endOfDeclaration } from '../../../src/extension/code/declaration.ts';
import { testNameIn } from '../../../src/extension/code/testName.ts';
import type { TextLines } from '../../../src/extension/code/textOfLines.ts';
import { todoAt } from '../../../src/extension/code/todoComment.ts';
import { placedRequest, todoRequest } from '../../../src/extension/requestText.ts';

function linesOf(text: string): TextLines {
  const lines = text.split('\n');
  return { lineCount: lines.length, textAt: (line) => lines[line] ?? '' };
}

/** The comment found at the line that holds the mark ▸, which is taken out. */
function found(text: string, languageId = 'typescript') {
  const line = text.split('\n').findIndex((one) => one.includes('▸'));
  return todoAt(linesOf(text.replace('▸', '')), line, languageId);
}

describe('TODO comments', () => {
  for (const [what, text, language, expected] of [
    [
      'a line comment',
      'a();\n▸// TODO: keep digits\nb();',
      'typescript',
      { text: 'TODO: keep digits', from: 1, to: 1 },
    ],
    [
      'one behind code',
      '▸a(); // FIXME(ann) off by one',
      'javascript',
      { text: 'FIXME(ann) off by one', from: 0, to: 0 },
    ],
    [
      'lines that go on',
      '▸// TODO keep digits\n  // and dots\n\n// other',
      'javascript',
      { text: 'TODO keep digits\nand dots', from: 0, to: 1 },
    ],
    ['two in a row', '▸// TODO one\n// TODO two', 'typescript', { text: 'TODO one', from: 0, to: 0 }],
    ['a block on one line', '▸x = /* TODO round */ 1;', 'typescript', { text: 'TODO round', from: 0, to: 0 }],
    ['a block in JSX', '▸<b>{/* TODO: label */}</b>', 'typescriptreact', { text: 'TODO: label', from: 0, to: 0 }],
    [
      'a documentation block',
      '/**\n * Adds.\n ▸* TODO refuse text\n * and null\n * @param a one\n */',
      'typescript',
      { text: 'TODO refuse text\nand null', from: 2, to: 3 },
    ],
    [
      'the first line of a block',
      '▸/* TODO sort\n   by name */\nx();',
      'javascript',
      { text: 'TODO sort\nby name', from: 0, to: 1 },
    ],
    [
      'Python',
      'x = 1  ▸# TODO: share by weight\n# without a cent lost',
      'python',
      { text: 'TODO: share by weight\nwithout a cent lost', from: 0, to: 1 },
    ],
    [
      'a docstring',
      'def f():\n    """Adds.\n\n    ▸TODO: refuse text\n    """',
      'python',
      { text: 'TODO: refuse text', from: 3, to: 3 },
    ],
    [
      'a docstring on one line',
      '    ▸"""TODO: say what it does"""',
      'python',
      { text: 'TODO: say what it does', from: 0, to: 0 },
    ],
    ['a string', "▸const a = '// TODO no';", 'typescript', undefined],
    ['an address in a string', '▸const a = "http://x/TODO";', 'typescript', undefined],
    ['a name', '▸const TODO = 1;', 'typescript', undefined],
    ['part of a word', '▸// TODOLIST is a name', 'typescript', undefined],
    ['a string of Python', '▸a = "# TODO"', 'python', undefined],
    ['after a block that has ended', '/* a */\n▸TODO();', 'javascript', undefined],
  ] as const)
    it(what, () => assert.deepEqual(found(text, language), expected));

  it('are found fast in a long file, whatever it holds', () => {
    const text = Array.from({ length: 20_000 }, (_, i) => (i % 3 === 0 ? `const a${i} = "/* '";` : `// line ${i}`));
    text.push('// TODO the last');
    const begin = performance.now();
    assert.equal(todoAt(linesOf(text.join('\n')), 20_000, 'typescript')?.text, 'TODO the last');
    assert.ok(performance.now() - begin < 2_000);
  });
});

describe('declarations', () => {
  for (const [text, language, expected] of [
    ['export async function load(path) {', 'javascript', ['function', 'load']],
    ['export default class Row extends Base {', 'typescript', ['class', 'Row']],
    ['export const slug = (title: string): string => title;', 'typescript', ['function', 'slug']],
    ['const slug = async title =>', 'javascript', ['function', 'slug']],
    ['  private async readAll(signal: AbortSignal): Promise<void> {', 'typescript', ['function', 'readAll']],
    ['  #push<T>(item: T) {', 'typescript', ['function', 'push']],
    ['    async def load(self):', 'python', ['function', 'load']],
    ['class Row(Base):', 'python', ['class', 'Row']],
    ['  if (a) {', 'typescript', undefined],
    ['  for (const a of b) {', 'javascript', undefined],
    ['const sum = (1 + 2) * 3;', 'javascript', undefined],
    ['const total = add(1, 2);', 'javascript', undefined],
    ["describe('x', () => {", 'typescript', undefined],
    ['return load(path);', 'javascript', undefined],
    ['x = 1', 'python', undefined],
  ] as const)
    it(text.trim(), () => {
      const declared = declarationIn(text, language);
      assert.deepEqual(declared && [declared.kind, declared.name], expected);
    });

  it('end with their brace, or their indentation', () => {
    const js = linesOf('function a() {\n  if (x) {\n    y();\n  }\n}\nb();');
    assert.equal(endOfDeclaration(js, 0, 'javascript'), 4);
    assert.equal(endOfDeclaration(linesOf('const a = (x) => x;\nb();'), 0, 'typescript'), 0);
    const py = linesOf('def a(\n    x,\n):\n    y = 1\n\n    return y\n\n\nb = 2');
    assert.equal(endOfDeclaration(py, 0, 'python'), 5);
  });
});

describe('tests in code', () => {
  it('are known by their line', () => {
    assert.equal(testNameIn("  it('keeps the last', () => {", 'typescript'), 'keeps the last');
    assert.equal(testNameIn('test.only("it\\"s", async () => {', 'javascript'), 'it"s');
    assert.equal(testNameIn('    def test_adds(self):', 'python'), 'test_adds');
    for (const text of ["describe('x', () => {", 'const it = 1;', 'await test(x)'])
      assert.equal(testNameIn(text, 'typescript'), undefined);
  });
});

describe('requests from the code', () => {
  it('say where the text stands', () => {
    assert.equal(placedRequest(' Add it. ', undefined), 'Add it.');
    assert.equal(
      placedRequest('Add it.', { file: 'docs/a.md', from: 3, to: 5 }),
      'Implement what this text asks for. It stands in docs/a.md, lines 3 to 5:\n\nAdd it.',
    );
    assert.match(
      todoRequest('TODO x', { file: 'a.js', from: 3, to: 3 }),
      /take the comment away\. It stands in a\.js, line 3:\n\nTODO x$/,
    );
  });
});
