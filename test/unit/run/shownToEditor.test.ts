import assert from 'node:assert/strict';
import { shownToEditor } from '../../../src/core/run/node/shownToEditor.ts';
import { memoryFiles } from '../../fakes/memoryFiles.ts';

const never = new AbortController().signal;

async function shown(
  name: string,
  at: {
    readonly texts: Readonly<Record<string, string>>;
    readonly task: unknown;
    readonly diff?: string;
    readonly changed?: readonly string[];
    readonly near?: readonly string[];
  },
): Promise<string | undefined> {
  const change = { paths: async () => at.changed ?? [], diff: async () => at.diff ?? '' };
  const near = async (task: string) => (at.near ?? []).map((block) => `${block} for ${task}`);
  const input = { task: at.task };
  return (await shownToEditor(name, { input, files: memoryFiles(at.texts), change, near }, never))?.text;
}

const texts = {
  'README.md': '# A\n',
  'src/index.ts': 'export const one = 1;\n',
  'src/index.spec.ts': 'it("is one");\n',
  'src/other.ts': 'export const other = 2;\n',
  'test/a.test.ts': 'it("is a");\n',
  'test/fixtures/index.test.ts': 'it("is a fixture");\n',
  'tests/test_index.py': 'def test_a(): pass\n',
};
const task = {
  plan: { steps: [{ detail: 'README.md and src/index.ts change', files: ['src/index.ts', 'src/index.spec.ts'] }] },
};

describe('what an agent that writes is shown', () => {
  it('is for codegen the files that the task names, code first, and no tests', async () => {
    assert.equal(
      await shown('codegen', { texts, task }),
      '<data name="file src/index.ts">\nexport const one = 1;\n\n</data>\n\n<data name="file README.md">\n# A\n\n</data>',
    );
  });

  it('is for codegen also what the run has changed', async () => {
    const text = await shown('codegen', { texts, task: 'Answer the findings.', changed: ['src/other.ts'] });
    assert.match(text ?? '', /^<data name="file src\/other\.ts">/);
  });

  it('is for codegen code that the task may be about where it names no file', async () => {
    const unnamed = { title: 'Round prices', files: [], check: 'total is round' };
    assert.equal(
      await shown('codegen', { texts, task: unnamed, near: ['block'] }),
      'block for Round prices\n\ntotal is round',
    );
    assert.doesNotMatch((await shown('codegen', { texts, task, near: ['block'] })) ?? '', /block/);
    assert.equal(await shown('testgen', { texts, task: unnamed, near: ['block'] }), undefined);
    assert.equal(await shown('codegen', { texts, task: unnamed }), undefined);
  });

  it('is for testgen the change, and the test file that is nearest to it', async () => {
    const text = await shown('testgen', { texts, task, diff: '+export const two = 2;', changed: ['src/index.ts'] });
    assert.equal(
      text,
      '<data name="the change so far">\n+export const two = 2;\n</data>\n\n<data name="test file src/index.spec.ts">\nit("is one");\n\n</data>',
    );
  });

  it('is for testgen without a change the files under test', async () => {
    const text = await shown('testgen', { texts, task: 'Test src/other.ts.' });
    assert.match(text ?? '', /^<data name="file src\/other\.ts">[\s\S]*<data name="test file src\/index\.spec\.ts">/);
  });

  it('finds the tests of a Python package by its name', async () => {
    const packages = {
      'inflection/__init__.py': 'a = 1\n',
      'test_aaa.py': '',
      'test_inflection.py': 'b = 2\n',
      'tests/__init__.py': '',
    };
    const text = await shown('testgen', { texts: packages, task: '', diff: '+a', changed: ['inflection/__init__.py'] });
    assert.match(text ?? '', /<data name="test file test_inflection\.py">\nb = 2/);
  });

  it('is cut where the change is very long, and says so', async () => {
    const text = await shown('testgen', {
      texts,
      task: '',
      diff: '+a line\n'.repeat(10_000),
      changed: ['src/index.ts'],
    });
    assert.ok((text ?? '').length < 21_000);
    assert.match(text ?? '', /\n\(cut: use read_file\)\n<\/data>/);
  });

  it('is nothing where the task names nothing, and for others', async () => {
    assert.equal(await shown('codegen', { texts, task: 'Be faster.' }), undefined);
    assert.equal(await shown('refactor', { texts, task }), undefined);
  });
});
