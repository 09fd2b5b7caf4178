import assert from 'node:assert/strict';
import { readFrontMatter, textList } from '../../../src/core/rule/frontMatter.ts';
import { importRules, isForeignRule } from '../../../src/core/rule/importRules.ts';
import { parseRule, printRule, type Rule } from '../../../src/core/rule/rule.ts';

/** `name apply globs mode` of what a file becomes. */
function imported(path: string, text: string) {
  assert.ok(isForeignRule(path), `${path} is read`);
  return importRules([{ path, text }]).map(({ name, rule }) =>
    [name, rule.apply, rule.globs.join(' '), rule.mode ?? ''].join('|').replace(/\|+$/, ''),
  );
}

const roomodes = `customModes:
  - slug: docs-writer
    name: Docs
    roleDefinition: You write documentation.
    whenToUse: For documentation.
    groups: [read, [edit, { fileRegex: "\\\\.md$" }]]
    customInstructions: |
      Use short sentences.
  - slug: silent
    name: Silent
`;

const cases: readonly (readonly [path: string, text: string, expected: readonly string[]])[] = [
  ['.clinerules', 'Use tabs.', ['cline.md|always']],
  ['.clinerules/01-style.md', '---\npaths:\n  - "src/**"\n---\nUse tabs.', ['cline-01-style.md|files|src/**']],
  ['.clinerules/all.txt', 'Use tabs.', ['cline-all.md|always']],
  ['.clinerules-code', 'Use tabs.', ['cline-code.md|manual||code']],
  ['.roo/rules/deep/a.md', 'Use tabs.', ['roo-deep-a.md|always']],
  ['.roo/rules-code/a.md', 'Use tabs.', ['roo-code-a.md|manual||code']],
  ['.roorules', 'Use tabs.', ['roo.md|always']],
  ['.roorules-architect', 'Use tabs.', ['roo-architect.md|manual||architect']],
  ['.roomodes', roomodes, ['roo-mode-docs-writer.md|manual||docs-writer']],
  ['.roomodes', '{"customModes":[{"slug":"a","roleDefinition":"x"}]}', ['roo-mode-a.md|manual||a']],
  ['.roomodes', 'customModes: [', []],
  [
    '.continue/rules/a.md',
    '---\nname: A\nglobs: "**/*.{ts,tsx}"\nalwaysApply: false\n---\nx',
    ['continue-a.md|files|**/*.{ts,tsx}'],
  ],
  ['.continue/rules/a.md', '---\nname: A\n---\nx', ['continue-a.md|always']],
  ['.continue/rules/a.md', '---\nname: A\nalwaysApply: false\ndescription: d\n---\nx', ['continue-a.md|manual']],
  ['.continuerules', 'x', ['continue.md|always']],
  ['CLAUDE.md', '# Rules\n\n@docs/style.md\n', ['claude-claude.md|always']],
  ['.claude/rules/api.md', '---\npaths: src/api/**/*.ts\n---\nx', ['claude-api.md|files|src/api/**/*.ts']],
  [
    '.cursor/rules/a.mdc',
    '---\ndescription: d\nglobs: **/*.js, **/*.ts\nalwaysApply: false\n---\nx',
    ['cursor-a.md|files|**/*.js **/*.ts'],
  ],
  ['.cursor/rules/a.mdc', '---\ndescription: d\nglobs: ["*.js"]\nalwaysApply: true\n---\nx', ['cursor-a.md|always']],
  ['.cursor/rules/sub/a.mdc', '---\ndescription: d\nglobs:\nalwaysApply: false\n---\nx', ['cursor-sub-a.md|manual']],
  ['.cursorrules', 'x', ['cursor.md|always']],
  ['.github/copilot-instructions.md', 'x', ['copilot-copilot-instructions.md|always']],
  [
    '.github/instructions/py.instructions.md',
    '---\napplyTo: "**/*.py,**/*.pyi"\n---\nx',
    ['copilot-py.md|files|**/*.py **/*.pyi'],
  ],
  ['.github/instructions/all.instructions.md', '---\napplyTo: "**"\n---\nx', ['copilot-all.md|always']],
  ['GEMINI.md', 'x', ['gemini-gemini.md|always']],
  ['GEMINI.md', '  \n', []],
];

describe('imported rules', () => {
  for (const [path, text, expected] of cases)
    it(`${path}: ${expected.join(', ') || 'none'}`, () => assert.deepEqual(imported(path, text), expected));

  it('leave out what is no rule', () => {
    for (const path of [
      '.clinerules/workflows/release.md',
      '.roo/mcp.json',
      '.continue/config.yaml',
      'src/CLAUDE.md',
      '.cursor/mcp.json',
    ])
      assert.equal(isForeignRule(path), false, path);
  });

  it('carry source, description and body, and say what they cannot carry', () => {
    const [mode] = importRules([{ path: '.roomodes', text: roomodes }]);
    assert.deepEqual(mode?.rule, {
      description: 'For documentation.',
      globs: [],
      apply: 'manual',
      source: '.roomodes',
      mode: 'docs-writer',
      body: 'You write documentation.\n\nUse short sentences.',
    });
    assert.deepEqual(mode?.notes, ['What the mode docs-writer may do (groups) is left out: a rule grants nothing.']);
    const [claude] = importRules([{ path: 'CLAUDE.md', text: 'a\n@docs/style.md\n' }]);
    assert.deepEqual(claude?.notes, ['It refers to other files (@…), which are not read in its place.']);
    const [regex] = importRules([{ path: '.continue/rules/a.md', text: '---\nname: A\nregex: x\n---\ny' }]);
    assert.equal(regex?.notes.length, 1);
  });

  it('never share a name', () => {
    const text = 'x';
    const names = importRules([
      { path: '.roo/rules/a b.md', text },
      { path: '.roo/rules/a-b.md', text },
      { path: '.roo/rules/a.b.txt', text },
    ]).map(({ name }) => name);
    assert.deepEqual(names, ['roo-a-b.md', 'roo-a-b-2.md', 'roo-a-b-3.md']);
  });
});

describe('rule files', () => {
  const rules: readonly Rule[] = [
    {
      description: 'a: "b" # c',
      globs: ['**/*.ts', '{a,b}/*'],
      apply: 'files',
      source: '.cursor/rules/a.mdc',
      mode: undefined,
      body: '# A\n\n---\n\ntext',
    },
    { description: undefined, globs: [], apply: 'always', source: undefined, mode: undefined, body: 'x' },
    { description: 'no', globs: [], apply: 'manual', source: 'yes', mode: 'code', body: 'true' },
  ];
  for (const rule of rules)
    it(`come back as they were written: ${rule.apply}`, () => assert.deepEqual(parseRule(printRule(rule)), rule));

  it('without front matter always apply; with globs, for files; with a mode, when it is asked for', () => {
    assert.equal(parseRule('Use tabs.').apply, 'always');
    assert.equal(parseRule('---\nglobs: "*.ts"\n---\nUse tabs.').apply, 'files');
    assert.equal(parseRule('---\nmode: code\n---\nUse tabs.').apply, 'manual');
  });
});

describe('front matter', () => {
  it('is read from YAML, from what is nearly YAML, and only at the top', () => {
    assert.deepEqual(readFrontMatter('---\na: 1\n---\nbody\n---\nb: 2\n---'), {
      fields: { a: 1 },
      body: 'body\n---\nb: 2\n---',
    });
    assert.deepEqual(readFrontMatter('\uFEFF---\r\nglobs: *.ts\r\nalwaysApply: true\r\n---\r\nbody'), {
      fields: { globs: '*.ts', alwaysApply: true },
      body: 'body',
    });
    assert.deepEqual(readFrontMatter('---\nglobs:\n  - *.ts\n  - "b"\n---\n').fields, { globs: ['*.ts', 'b'] });
    assert.deepEqual(readFrontMatter('---\n---\nbody'), { fields: {}, body: 'body' });
    assert.deepEqual(readFrontMatter('text\n---\na: 1\n---'), { fields: {}, body: 'text\n---\na: 1\n---' });
    assert.deepEqual(readFrontMatter('---\nnever closed'), { fields: {}, body: '---\nnever closed' });
  });

  it('expands no aliases', () => {
    const bomb = '---\na: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n---\nbody';
    const { fields, body } = readFrontMatter(bomb);
    assert.equal(body, 'body');
    assert.ok(JSON.stringify(fields).length < 200);
  });

  it('takes lists apart', () => {
    assert.deepEqual(textList('a, "b" ,{c,d}/e'), ['a', 'b', '{c,d}/e']);
    assert.deepEqual(textList(['a,b', 3, 'c']), ['a', 'b', 'c']);
    assert.deepEqual(textList('[a, b]'), ['a', 'b']);
    assert.deepEqual(textList(undefined), []);
  });

  it('reads a line end with several carriage returns as one, so that a rule stays as it is printed', () => {
    const rule = parseRule('}\r\r\nn');
    assert.deepEqual([rule.body, parseRule(printRule(rule))], ['}\nn', rule]);
  });

  it('leaves modes that are nested beyond reading', () => {
    const text = `customModes:\n  - slug: a\n    roleDefinition: b\n    groups: ${'['.repeat(2_000)}${']'.repeat(2_000)}\n`;
    assert.deepEqual(importRules([{ path: '.roomodes', text }]), []);
  });
});
