import assert from 'node:assert/strict';
import { readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { AnalysisReport } from '../../../src/core/analysis/finding.ts';
import { findingsOf } from '../../../src/core/analysis/finding.ts';
import { skip } from '../sandbox/place.ts';
import { openPlace, signal, toolMissing } from './analysisPlace.ts';

const lines = (report: AnalysisReport) =>
  findingsOf(report).map(({ tool, file, range, rule }) => `${tool} ${file}:${range?.start.line ?? '-'} ${rule ?? '-'}`);

const failures = (report: AnalysisReport) =>
  report.outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [[outcome.tool, outcome.code]] : []));

const tsconfig = JSON.stringify({ compilerOptions: { strict: true, noEmit: true, types: [] }, include: ['src'] });

describe('static analysis', function () {
  this.timeout(120_000);

  for (const isolated of [true, false])
    it(`tsc, ${isolated ? 'in the sandbox' : 'not isolated'}: only what the change introduced`, async () => {
      await using place = await openPlace(
        { 'tsconfig.json': tsconfig, 'src/price.ts': "export const price: number = '1';\n" },
        { isolated },
      );
      const { analysis, copy } = place;
      const { tools, missing } = await analysis.detect(copy, signal);
      assert.deepEqual(
        tools.map(({ name, argv, cwd, why }) => [name, argv, cwd, why]),
        [['tsc', ['node_modules/.bin/tsc'], '', 'tsconfig.json']],
      );
      assert.deepEqual(missing, []);
      const before = await analysis.run(copy, tools, {}, signal);
      assert.deepEqual(failures(before), []);
      assert.deepEqual(lines(before), ['tsc src/price.ts:1 TS2322']);
      place.write({
        'src/price.ts': "// a line above\nexport const price: number = '1';\nexport const tax: number = 'x';\n",
      });
      const after = await analysis.run(copy, tools, { files: ['src/price.ts'] }, signal);
      const { introduced, kept } = analysis.introduced(before, after);
      assert.deepEqual(
        introduced.map(({ file, range, message }) => [file, range?.start, message]),
        [['src/price.ts', { line: 3, column: 14 }, "Type 'string' is not assignable to type 'number'."]],
      );
      assert.equal(kept.length, 1);
    });

  it('tsc: projects that refer to one another are built, each once', async () => {
    const part = (references: readonly string[]) =>
      JSON.stringify({
        compilerOptions: { composite: true, strict: true, types: [], rootDir: '.' },
        references: references.map((to) => ({ path: to })),
      });
    await using place = await openPlace({
      'tsconfig.json': '{\n  // all of it\n  "files": [],\n  "references": [{ "path": "./a" }, { "path": "./b" }],\n}',
      'a/tsconfig.json': part([]),
      'a/a.ts': 'export const a: string = 1;\n',
      'b/tsconfig.json': part(['../a']),
      'b/b.ts': 'export const b: string = 2;\n',
    });
    const { tools } = await place.analysis.detect(place.copy, signal);
    assert.deepEqual(
      tools.map(({ config, build }) => [config, build]),
      [['tsconfig.json', true]],
    );
    const report = await place.analysis.run(place.copy, tools, {}, signal);
    assert.deepEqual(failures(report), []);
    assert.deepEqual(lines(report).sort(), ['tsc a/a.ts:1 TS2322', 'tsc b/b.ts:1 TS2322']);
  });

  it('biome: findings, and fixes of the named files only', async () => {
    const bad = "const a = 'x'\n\nexport { a };\n";
    await using place = await openPlace({
      'package.json': '{ "devDependencies": { "@biomejs/biome": "2" } }',
      'web/one.js': bad,
      'web/two.js': `${bad}\ndebugger;\n`,
    });
    const { analysis, copy } = place;
    const { tools } = await analysis.detect(copy, signal);
    assert.deepEqual(
      tools.map(({ name, why }) => [name, why]),
      [['biome', 'package.json: @biomejs/biome is a dependency']],
    );
    const before = await analysis.run(copy, tools, { files: ['web/one.js', 'web/two.js'] }, signal);
    assert.deepEqual(
      lines(before),
      [
        'biome web/one.js:- format',
        'biome web/two.js:5 lint/suspicious/noDebugger',
        'biome web/two.js:- format',
      ].sort(),
    );
    const fixed = await analysis.fix(copy, tools, { files: ['web/one.js'] }, signal);
    assert.deepEqual(fixed.failed, []);
    assert.deepEqual([...fixed.files], [['web/one.js', 'const a = "x";\n\nexport { a };\n']]);
    assert.equal(readFileSync(path.join(copy.hostPath, 'web/two.js'), 'utf8'), `${bad}\ndebugger;\n`);
    const after = await analysis.run(copy, tools, { files: ['web/one.js', 'web/two.js'] }, signal);
    const { introduced, fixed: gone } = analysis.introduced(before, after);
    assert.deepEqual([introduced.length, gone.length], [0, 1]);
  });

  it('a broken configuration is a failure with what the tool said, never an empty list', async () => {
    await using place = await openPlace({ 'biome.json': '{ "nonsense": true }', 'a.js': 'export const a = 1;\n' });
    const { tools } = await place.analysis.detect(place.copy, signal);
    const report = await place.analysis.run(place.copy, tools, {}, signal);
    assert.deepEqual(failures(report), [['biome', 'analysis.crashed']]);
    const [outcome] = report.outcomes;
    assert.ok(outcome?.kind === 'failed' && (outcome.hint ?? '').includes('nonsense'), JSON.stringify(outcome));
  });

  it('a tool that does not end is stopped, and said so', async () => {
    await using place = await openPlace(
      { 'tsconfig.json': tsconfig, 'src/a.ts': 'export const a = 1;\n' },
      { from: 'none' },
    );
    place.write({ 'slow.mjs': 'setTimeout(() => undefined, 60_000);\n' });
    const tool = { name: 'tsc' as const, argv: ['node', 'slow.mjs'], cwd: '', config: 'tsconfig.json', why: '' };
    const report = await place.analysis.run(place.copy, [tool], { timeoutMs: 1_500 }, signal);
    assert.deepEqual(failures(report), [['tsc', 'analysis.timedOut']]);
  });

  it('passes a cancellation on', async () => {
    await using place = await openPlace({ 'tsconfig.json': tsconfig, 'src/a.ts': 'export const a = 1;\n' });
    const { tools } = await place.analysis.detect(place.copy, signal);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    await assert.rejects(place.analysis.run(place.copy, tools, {}, controller.signal), { name: 'AbortError' });
  });

  it('checks syntax where nothing is configured: JavaScript, TypeScript, Python', async () => {
    await using place = await openPlace(
      {
        'ok.mjs': 'export const a = await 1;\n',
        'bad.cjs': 'const a = 1;\nconst b = {;\n',
        '-dash.js': 'const c = (;\n',
        'ok.ts': 'export const a: number = 1;\n',
        'bad.tsx': 'export const a = (\n',
        'ok.py': 'raise SystemExit("never run")\n',
        'bad.py': 'def f():\n    return 1 +\n',
      },
      { from: 'none' },
    );
    const { tools } = await place.analysis.detect(place.copy, signal);
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['node-syntax', 'parser', 'python-syntax'],
    );
    const report = await place.analysis.run(place.copy, tools, {}, signal);
    assert.deepEqual(failures(report), []);
    assert.deepEqual(lines(report), [
      'node-syntax -dash.js:1 syntax',
      'node-syntax bad.cjs:2 syntax',
      'parser bad.tsx:1 syntax',
      'python-syntax bad.py:2 syntax',
    ]);
    assert.ok(findingsOf(report).some(({ message }) => message === "SyntaxError: Unexpected token ';'"));
    const some = await place.analysis.run(place.copy, tools, { files: ['ok.py', 'README.md'] }, signal);
    assert.deepEqual(
      some.outcomes.map(({ kind, tool }) => [kind, tool]),
      [['read', 'python-syntax']],
    );
  });

  it('says which configured tools are not installed', async () => {
    await using place = await openPlace(
      {
        'eslint.config.js': 'export default [];',
        'pyproject.toml': '[tool.mypy]\nstrict = true\n',
        'a.js': 'f();',
        'a.py': 'x = 1\n',
      },
      { from: 'none' },
    );
    const { tools, missing } = await place.analysis.detect(place.copy, signal);
    assert.deepEqual(missing, [
      { name: 'eslint', why: 'eslint.config.js names eslint, but it is not installed in node_modules.' },
      {
        name: 'mypy',
        why: 'pyproject.toml: [tool.mypy] names mypy, but it is not installed in the virtual environment.',
      },
    ]);
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['node-syntax', 'python-syntax'],
    );
  });

  it('reads no configuration through a link that leaves the copy', async () => {
    await using place = await openPlace({ 'a.ts': 'export const a = 1;\n' });
    symlinkSync('/etc/passwd', path.join(place.copy.hostPath, 'tsconfig.json'));
    const { tools } = await place.analysis.detect(place.copy, signal);
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['parser'],
    );
  });

  const python = { 'a.py': 'import os\n\n\ndef f(a: int) -> str:\n    return a\n' };
  const optional: readonly (readonly [
    name: string,
    program: string,
    files: Record<string, string>,
    expected: string[],
  ])[] = [
    [
      'eslint',
      'node_modules/.bin/eslint',
      {
        'eslint.config.mjs': "export default [{ rules: { 'no-undef': 'error', 'no-var': 'error' } }];",
        'package.json': '{}',
        'a.js': 'var a = missing;\n',
      },
      ['eslint a.js:1 no-undef', 'eslint a.js:1 no-var'],
    ],
    ['ruff', '.venv/bin/ruff', { ...python, 'ruff.toml': '' }, ['ruff a.py:1 F401']],
    ['mypy', '.venv/bin/mypy', { ...python, 'mypy.ini': '[mypy]\n' }, ['mypy a.py:5 return-value']],
    [
      'pyright',
      'node_modules/.bin/pyright',
      { ...python, 'pyrightconfig.json': '{}' },
      ['pyright a.py:5 reportReturnType'],
    ],
  ];
  for (const [name, program, files, expected] of optional)
    it(`${name}, the real one`, async function () {
      const reason = toolMissing(program);
      if (reason !== undefined) skip(this, reason);
      await using place = await openPlace(files, { from: 'tools' });
      const { tools } = await place.analysis.detect(place.copy, signal);
      const own = tools.filter((tool) => tool.name === name);
      assert.equal(own.length, 1);
      const whole = await place.analysis.run(place.copy, own, {}, signal);
      assert.deepEqual(
        whole.outcomes.filter(({ kind }) => kind === 'failed'),
        [],
      );
      assert.deepEqual(lines(whole).sort(), expected);
      const file = Object.keys(files).find((one) => /^a\./.test(one)) ?? '';
      assert.deepEqual(lines(await place.analysis.run(place.copy, own, { files: [file] }, signal)).sort(), expected);
      const fixed = await place.analysis.fix(place.copy, own, { files: [file] }, signal);
      const canFix = name === 'eslint' || name === 'ruff';
      assert.equal(fixed.files.size, canFix ? 1 : 0, JSON.stringify(fixed.failed));
    });
});
