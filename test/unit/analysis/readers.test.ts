import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCoded } from '../../../src/base/errors.ts';
import type { ToolRun } from '../../../src/core/analysis/analysisTool.ts';
import type { Finding, ToolName } from '../../../src/core/analysis/finding.ts';
import { formatOf } from '../../../src/core/analysis/toolFormats.ts';

const folder = join(import.meta.dirname, '../../fixtures/analysis');
const recorded = (name: string): string => readFileSync(join(folder, name), 'utf8');

function runOf(stdout: string, exitCode: number | undefined, stderr = ''): ToolRun {
  return { exitCode, signal: undefined, limit: undefined, stdout, stderr, wallMs: 1 };
}

function read(tool: ToolName, run: ToolRun, files: readonly string[] = []) {
  const format = formatOf(tool);
  assert.ok(format);
  return format.read(run, { roots: ['/project'], cwd: '', config: 'tsconfig.json', files });
}

const line = ({ severity, file, range, rule, message }: Finding): string =>
  `${severity} ${file}:${range ? `${range.start.line}:${range.start.column}-${range.end.line}:${range.end.column}` : '-'} ${rule ?? '-'} ${message}`;

/** Real output of real tools (the version is in the name), with what must be read from it. */
const recordings: readonly (readonly [ToolName, file: string, exitCode: number, expected: readonly string[]])[] = [
  [
    'tsc',
    'tsc-7.txt',
    1,
    [
      "error src/a.ts:2:7-2:7 TS2322 Type 'string' is not assignable to type 'number'.",
      "error src/a.ts:5:3-5:3 TS2322 Type '{ x: number; }' is not assignable to type 'string'.",
      "error src/b.ts:2:57-2:57 TS2322 Type 'number' is not assignable to type 'string'.",
    ],
  ],
  [
    'tsc',
    'tsc-5.4.txt',
    2,
    [
      "error src/a.ts:2:36-2:36 TS2322 Type 'number' is not assignable to type 'string'.",
      "error src/a.ts:4:3-4:3 TS2322 Type '{ a: number; }' is not assignable to type '{ a: string; }'.\n  Types of property 'a' are incompatible.\n    Type 'number' is not assignable to type 'string'.",
    ],
  ],
  [
    'eslint',
    'eslint-10.json',
    1,
    [
      "error src/a.js:2:7-2:13 no-unused-vars 'unused' is assigned a value but never used.",
      "warning src/a.js:2:7-2:13 prefer-const 'unused' is never reassigned. Use 'const' instead.",
      'error src/a.js:3:18-3:21 no-empty Empty block statement.',
      'error src/a.js:4:11-4:12 no-useless-escape Unnecessary escape character: \\d.',
      "error src/a.js:4:17-4:24 no-undef 'missing' is not defined.",
      'error src/broken.js:1:7-1:7 - Parsing error: Unexpected token =',
      "warning src/c.js:1:1-1:1 - Unused eslint-disable directive (no problems were reported from 'no-undef').",
    ],
  ],
  ['eslint', 'eslint-8.json', 1, ['error src/z.js:3:27-4:1 semi Missing semicolon.']],
  [
    'biome',
    'biome-2.6.json',
    1,
    [
      'error biome.json:- format Formatter would have printed the following content:',
      'error src/a.ts:- format Formatter would have printed the following content:',
      'error src/a.ts:2:1-2:23 assist/source/organizeImports This statement must be preceded by a blank line. Add a newline before this statement.',
      'warning src/a.ts:2:7-2:8 lint/correctness/noUnusedVariables This variable n is unused.',
      'error src/a.ts:7:1-7:10 lint/suspicious/noDebugger This is an unexpected use of the debugger statement.',
      'error src/b.ts:- format Formatter would have printed the following content:',
      'error tsconfig.json:- format Formatter would have printed the following content:',
    ],
  ],
  [
    'biome',
    'biome-1.9.json',
    1,
    ['error src/z.js:1:1-1:10 lint/suspicious/noDebugger This is an unexpected use of the debugger statement.'],
  ],
  [
    'ruff',
    'ruff-0.17.json',
    1,
    [
      'error a.py:1:8-1:10 F401 `os` imported but unused',
      'error a.py:2:8-2:11 F401 `sys` imported but unused',
      'error a.py:6:5-6:6 F841 Local variable `x` is assigned to but never used',
      'error a.py:12:5-12:6 F811 Redefinition of unused `f` from line 5: `f` redefined here',
      'error a.py:13:12-13:13 F821 Undefined name `g`',
      'error broken.py:1:12-1:13 invalid-syntax Expected a parameter or the end of the parameter list',
      'error broken.py:1:13-2:1 invalid-syntax Expected `)`, found newline',
    ],
  ],
  [
    'mypy',
    'mypy-2.4.jsonl',
    1,
    [
      'error a.py:9:12-9:13 return-value Incompatible return value type (got "int", expected "str")',
      'error a.py:12:1-13:16 no-redef Name "f" already defined on line 5',
      'error a.py:13:12-13:13 name-defined Name "g" is not defined',
    ],
  ],
  [
    'pyright',
    'pyright-1.1.json',
    1,
    [
      'error a.py:5:5-5:6 reportRedeclaration Function declaration "f" is obscured by a declaration of the same name',
      'error a.py:9:12-9:13 reportReturnType Type "int" is not assignable to return type "str"\n  "int" is not assignable to "str"',
      'error a.py:13:12-13:13 reportUndefinedVariable "g" is not defined',
    ],
  ],
];

describe('analysis readers: recorded output', () => {
  for (const [tool, file, exitCode, expected] of recordings)
    it(`${tool}: ${file}`, () => {
      assert.deepEqual(read(tool, runOf(recorded(file), exitCode)).findings.map(line), expected);
    });

  it('says where a syntax error hides the rest', () => {
    assert.deepEqual(read('eslint', runOf(recorded('eslint-10.json'), 1)).masked, ['src/broken.js']);
    assert.deepEqual(read('ruff', runOf(recorded('ruff-0.17.json'), 1)).masked, ['broken.py']);
    assert.equal(read('mypy', runOf(recorded('mypy-2.4-syntax.jsonl'), 2)).masked, 'all');
    assert.equal(read('tsc', runOf("src/c.ts(2,1): error TS1005: '}' expected.\n", 1)).masked, 'all');
    assert.deepEqual(read('tsc', runOf(recorded('tsc-7.txt'), 1)).masked, []);
  });

  it('keeps fixes and suggestions', () => {
    const eslint = read('eslint', runOf(recorded('eslint-10.json'), 1)).findings;
    assert.equal(eslint[0]?.suggestion, "Remove unused variable 'unused'.");
    assert.deepEqual(eslint[1]?.fix, {
      safe: true,
      edits: [{ range: { start: { line: 2, column: 3 }, end: { line: 2, column: 17 } }, text: 'const unused = 1' }],
    });
    const ruff = read('ruff', runOf(recorded('ruff-0.17.json'), 1)).findings;
    assert.equal(ruff[0]?.fix?.safe, true);
    assert.equal(ruff[2]?.fix?.safe, false);
    assert.equal(ruff[2]?.suggestion, 'Remove assignment to unused variable `x`');
  });

  it('takes a file that the configuration leaves out for unchecked, not for a finding', () => {
    const { findings, unchecked } = read('eslint', runOf(recorded('eslint-10-ignored.json'), 0));
    assert.deepEqual([findings, unchecked], [[], ['src/skipped.js']]);
  });

  it('finds the report behind what a configuration file prints', () => {
    const { findings } = read('eslint', runOf(`loading [plugins]\n{ not json\n${recorded('eslint-8.json')}`, 1));
    assert.equal(findings.length, 1);
  });
});

/** Runs that say nothing about the code. None may be read as "no findings". */
const broken: readonly (readonly [what: string, ToolName, ToolRun, code: string])[] = [
  ['nothing printed, exit 1', 'tsc', runOf('', 1), 'analysis.crashed'],
  ['a crash', 'tsc', runOf('', 134, 'FATAL ERROR: heap out of memory'), 'analysis.crashed'],
  ['ended by a signal', 'tsc', runOf('', undefined), 'analysis.crashed'],
  [
    'a line that is no diagnostic',
    'tsc',
    runOf('This is not the tsc command you are looking for\n', 1),
    'analysis.unreadable',
  ],
  ['a last line that is cut', 'tsc', runOf('src/a.ts(1,1): error TS23', 1), 'analysis.unreadable'],
  ['errors with exit code 0', 'tsc', runOf('src/a.ts(1,1): error TS2322: x\n', 0), 'analysis.crashed'],
  [
    'refused options',
    'tsc',
    runOf("error TS5094: Compiler option '--noEmit' may not be used with '--build'.\n", 1),
    'analysis.crashed',
  ],
  ['no inputs', 'tsc', runOf('error TS18003: No inputs were found.\n', 2), 'analysis.crashed'],
  ['a broken configuration', 'eslint', runOf('', 2, 'Oops! Something went wrong! :('), 'analysis.crashed'],
  ['cut JSON', 'eslint', runOf(recorded('eslint-10.json').slice(0, 900), 1), 'analysis.unreadable'],
  ['nothing printed, exit 0', 'eslint', runOf('', 0), 'analysis.unreadable'],
  ['failed with an empty list', 'eslint', runOf('[]', 1), 'analysis.unreadable'],
  ['a result of another shape', 'eslint', runOf('[{"file":"a.js"}]', 1), 'analysis.unreadable'],
  ['a message that is no object', 'eslint', runOf('[{"filePath":"a.js","messages":[null]}]', 1), 'analysis.unreadable'],
  [
    'a broken configuration',
    'biome',
    runOf('', 1, 'Biome exited because the configuration resulted in errors.'),
    'analysis.crashed',
  ],
  ['cut JSON', 'biome', runOf(recorded('biome-2.6.json').slice(0, 500), 1), 'analysis.unreadable'],
  [
    'diagnostics left out',
    'biome',
    runOf('{"summary":{"diagnosticsNotPrinted":3},"diagnostics":[{"category":"x"}]}', 1),
    'analysis.unreadable',
  ],
  ['no diagnostics', 'biome', runOf('{"summary":{}}', 1), 'analysis.unreadable'],
  ['a broken configuration', 'ruff', runOf('', 2, 'ruff failed'), 'analysis.crashed'],
  ['cut JSON', 'ruff', runOf(recorded('ruff-0.17.json').slice(0, 900), 1), 'analysis.unreadable'],
  ['failed with an empty list', 'ruff', runOf('[]', 1), 'analysis.unreadable'],
  ['wrong usage', 'mypy', runOf('', 2, 'mypy: error: Missing target module'), 'analysis.crashed'],
  ['a traceback', 'mypy', runOf('Traceback (most recent call last):\n', 1), 'analysis.unreadable'],
  ['a last line that is cut', 'mypy', runOf(recorded('mypy-2.4.jsonl').slice(0, 150), 1), 'analysis.unreadable'],
  ['errors with exit code 0', 'mypy', runOf(recorded('mypy-2.4.jsonl'), 0), 'analysis.crashed'],
  ['no errors with exit code 1', 'mypy', runOf('', 1), 'analysis.crashed'],
  ['a download that failed', 'pyright', runOf('npm error code ENOTFOUND', 1), 'analysis.unreadable'],
  ['a configuration error', 'pyright', runOf('{}', 3), 'analysis.crashed'],
  [
    'no file analysed',
    'pyright',
    runOf('{"generalDiagnostics":[],"summary":{"filesAnalyzed":0}}', 0),
    'analysis.unreadable',
  ],
  ['cut', 'node-syntax', runOf('{"file":"a.js"}\n', 0), 'analysis.unreadable'],
  ['fewer files than asked', 'node-syntax', runOf('{"file":"a.js"}\n{"end":1}\n', 0), 'analysis.unreadable'],
  ['no interpreter', 'python-syntax', runOf('', 127, 'python3: not found'), 'analysis.crashed'],
];

describe('analysis readers: what is no report', () => {
  for (const [what, tool, run, code] of broken)
    it(`${tool}: ${what}`, () => {
      assert.throws(
        () => read(tool, run, ['a.js', 'b.js']),
        (error) => isCoded(error, code),
      );
    });

  it('shows what the tool printed at last', () => {
    assert.throws(
      () => read('ruff', runOf('', 2, 'ruff failed\n  Cause: unknown field `nonsense`')),
      (error) => isCoded(error) && (error.hint ?? '').includes('unknown field `nonsense`'),
    );
  });
});

describe('analysis readers: clean runs', () => {
  const clean: readonly (readonly [ToolName, stdout: string])[] = [
    ['tsc', ''],
    ['eslint', '[]'],
    ['biome', '{"summary":{"diagnosticsNotPrinted":0},"diagnostics":[]}'],
    ['ruff', '[]'],
    ['mypy', ''],
    ['pyright', '{"generalDiagnostics":[],"summary":{"filesAnalyzed":3}}'],
    ['python-syntax', '{"end": 0}\n'],
  ];
  for (const [tool, stdout] of clean)
    it(`${tool}: no findings`, () => assert.deepEqual(read(tool, runOf(stdout, 0)).findings, []));

  it('places paths as tools print them', () => {
    const text =
      'packages/a/../b/x.ts(1,2): error TS1: x\n/project/y.ts(1,2): error TS1: x\n/elsewhere/z.ts(3,4): error TS1: x\n';
    const { findings } = read('tsc', runOf(text, 1));
    assert.deepEqual(
      findings.map(({ file }) => file),
      ['/elsewhere/z.ts', 'packages/b/x.ts', 'y.ts'],
    );
  });
});
