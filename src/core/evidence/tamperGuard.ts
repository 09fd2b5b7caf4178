import type { FileChange } from './fileChange.ts';
import { gainedSign } from './gainedSign.ts';
import { configReason } from './testConfiguration.ts';

export type { FileChange } from './fileChange.ts';

/** A change that can turn a test green without repairing anything. */
export interface TamperFinding {
  readonly path: string;
  /** `inline-test`: the file is code, and tests inside of it changed. */
  readonly kind: 'test' | 'inline-test' | 'test-support' | 'snapshot' | 'test-config' | 'dependency' | 'suspicious';
  /** One sentence for the person who reviews, and for the model whose edit is turned away. */
  readonly reason: string;
}

/**
 * The changes that touch what the tests check, each with its reason; an unchanged file gives none. It errs towards
 * flagging: a flag costs a look, a missed one costs the proof.
 */
export function findTampering(changes: readonly FileChange[]): readonly TamperFinding[] {
  return changes.flatMap((change) => {
    if (change.before === change.after) return [];
    const path = change.path.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
    const found = judge({ ...change, path });
    if (found === undefined) return [];
    const deleted = change.after === undefined ? ' It was deleted.' : '';
    return [{ path: change.path, kind: found[0], reason: found[1] + deleted }];
  });
}

type Verdict = readonly [TamperFinding['kind'], string] | undefined;

function judge(change: FileChange): Verdict {
  return judgePath(change.path) ?? asConfig(configReason(change)) ?? judgeContent(change);
}

function asConfig(reason: string | undefined): Verdict {
  return reason === undefined ? undefined : ['test-config', reason];
}

const installed = /(^|\/)(node_modules|site-packages|\.venv|venv|\.yarn|\.pnp\.c?js)(\/|$)/;
const snapshots = /(^|\/)__snapshots__\/|\.(snap|ambr|snapshot)$|(^|\/)__image_snapshots__\//;
const mocks = /(^|\/)(__mocks__|__fixtures__|fixtures?|testdata|test[-_]data|test[-_]?utils?|test[-_]?helpers?)\//;
const shadows = /(^|\/)(unittest|pytest|_pytest|pluggy|doctest|builtins)(\.pyi?|\/__init__\.pyi?)$/;
const testFolder = /(^|\/)(__tests?__|tests?|unit[-_]tests?|integration[-_]tests?|e2e|cypress|playwright)\//;
const specFolder = /(^|\/)(specs?|__specs__|features)\//;
const code = /\.([cm]?[jt]sx?|py|pyi|vue|svelte|rb|go|rs|java|kt|cs|php|feature|coffee)$/;
const testNames: readonly RegExp[] = [
  /(^|[._-])(test|tests|spec|specs|e2e|cy)\.[cm]?[jt]sx?$/,
  /^test[_-].*\.[cm]?[jt]sx?$/,
  /^(test_.*|.*_tests?|tests)\.pyi?$/,
  /_(test|spec)\.(go|rb|rs|exs?|dart|php)$/,
  /(Test|Tests|Spec|IT)\.(java|kt|cs|scala|php|swift)$/,
  /\.(feature|bats)$/,
];

/** What the path alone says. */
function judgePath(path: string): Verdict {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (installed.test(path)) return ['dependency', 'This is an installed dependency, not the project.'];
  if (snapshots.test(path)) return ['snapshot', 'This is a snapshot that tests compare with.'];
  if (shadows.test(path)) return ['test-config', 'Python would load this in place of what the tests run with.'];
  if (name === 'conftest.py') return ['test-config', 'pytest loads this file before the tests.'];
  if (testNames.some((pattern) => pattern.test(name))) return ['test', 'This is a test file by its name.'];
  if (testFolder.test(path)) {
    return code.test(name)
      ? ['test', 'This file lies in a folder of tests.']
      : ['test-support', 'This file lies in a folder of tests, which may read it.'];
  }
  if (specFolder.test(path) && code.test(name)) return ['test', 'This file lies in a folder of tests.'];
  if (mocks.test(path)) return ['test-support', 'This is a fixture or mock that tests use.'];
  return undefined;
}

/** The file is a test by what it imports, before or after. */
const testImports: readonly RegExp[] = [
  /(from|import|require\()\s*['"](node:test|vitest|@jest\/globals|mocha|ava|tape|tap|uvu|bun:test|@playwright\/test)['"]/,
  /^[ \t]*(import|from)\s+(unittest|pytest|nose2?|hypothesis)\b/m,
  /^#\[cfg\(test\)\]/m,
];

/** What the text says about a file whose path is an ordinary one. */
function judgeContent({ path, before = '', after = '' }: FileChange): Verdict {
  if (!code.test(path)) return undefined;
  if (testImports.some((pattern) => pattern.test(before) || pattern.test(after))) {
    return ['test', 'This is a test file by what it imports.'];
  }
  if (inSourceTests(before) !== inSourceTests(after))
    return ['inline-test', 'The tests inside this source file changed.'];
  if (path.endsWith('.py') && doctests(before) !== doctests(after))
    return ['inline-test', 'The doctests of this file changed.'];
  const more = gainedSign(before, after);
  return more && [more.kind, more.reason];
}

/** vitest's tests in a source file: from the guard on. */
function inSourceTests(text: string): string {
  const at = text.indexOf('import.meta.vitest');
  return at === -1 ? '' : text.slice(at);
}

/** The prompts of doctests, each with the answer below it. */
function doctests(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line, index) => line.startsWith('>>>') || lines[index - 1]?.startsWith('>>>')).join('\n');
}
