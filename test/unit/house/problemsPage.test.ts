import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { manifestLimits } from '../../../src/core/manifest/yamlSource.ts';

const root = resolve(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/problems.md'), 'utf8');
const told = [...page.matchAll(/^### (\S+)\n\n(\S.*)$/gm)].map(([, code = '']) => code);

/** Codes of files that cannot be read or must not be, which are reported by whoever reads them. */
const beforeReading = [
  'prompt.unreadable',
  'memory.unreadable',
  ...['hooks.insideWorkspace', 'hooks.noFile', 'hooks.noModule', 'hooks.notYours', 'hooks.twoFiles'],
  ...['security.insideWorkspace', 'security.noFile', 'security.notYours', 'security.twoFiles'],
];

/** Codes of errors while a workflow runs, which no file has. */
const atRunTime = new Set([
  'expression.failed',
  'expression.notJson',
  'expression.tooManySteps',
  'memory.changed',
  'prompt.emptyMessage',
  'prompt.missingValue',
  'workflow.badSchema',
  'workflow.unknown',
]);

/** The folders of core whose files report problems, and the one that they report to. */
function reportingFolders(): string[] {
  const core = join(root, 'src/core');
  const files = readdirSync(core, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const reporting = files.filter(
    (file) => file.endsWith('reporter.ts') || readFileSync(join(core, file), 'utf8').includes("/reporter.ts'"),
  );
  return [...new Set(reporting.map((file) => dirname(join(core, file))))];
}

/** Every code that a check of a manifest can report, read from the sources. Schemas hold examples, not codes. */
function codesInSource(): Set<string> {
  const files = reportingFolders().flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
  const texts = files
    .filter((file) => !/Schemas?\.ts$|sourceFields\.ts$/.test(file))
    .map((file) => readFileSync(file, 'utf8'));
  const literals = texts.flatMap((text) => [...text.matchAll(/(?<!placeholder\()'([a-z]+\.[a-z][a-zA-Z]+)'/g)]);
  return new Set(literals.map(([, code = '']) => code).filter((code) => !atRunTime.has(code)));
}

describe('docs/problems.md', () => {
  it('explains every code of a problem once, and no other', () => {
    const codes = [...codesInSource(), ...beforeReading];
    assert.ok(codes.length > 50, 'the pattern of this test is broken');
    assert.deepEqual([...told].sort(), codes.sort());
  });

  it('gives each code an address of its own', () => {
    const addresses = told.map((code) => code.toLowerCase().replace(/[^a-z]/g, ''));
    assert.equal(new Set(addresses).size, told.length);
  });

  it('names the limits as they are', () => {
    for (const limit of Object.values(manifestLimits)) assert.ok(page.includes(limit.toLocaleString('en')), `${limit}`);
  });

  it('leads nowhere: it ships alone', () => assert.doesNotMatch(page, /\]\(/));
});
