import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { manifestLimits } from '../../../src/core/manifest/yamlSource.ts';

const root = resolve(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/problems.md'), 'utf8');
const told = [...page.matchAll(/^### (\S+)\n\n(\S.*)$/gm)].map(([, code = '']) => code);

/** Codes of errors while a workflow runs, which no file has. */
const atRunTime = new Set([
  'expression.failed',
  'expression.notJson',
  'expression.tooManySteps',
  'workflow.badSchema',
  'workflow.unknown',
]);

/** Every code that a check of a manifest can report, read from the sources. Schemas hold examples, not codes. */
function codesInSource(): Set<string> {
  const folder = join(root, 'src/core/workflow');
  const files = readdirSync(folder).filter((file) => !/Schemas?\.ts$|^sourceFields\.ts$/.test(file));
  const literals = files.flatMap((file) => [
    ...readFileSync(join(folder, file), 'utf8').matchAll(/(?<!placeholder\()'([a-z]+\.[a-z][a-zA-Z]+)'/g),
  ]);
  return new Set(literals.map(([, code = '']) => code).filter((code) => !atRunTime.has(code)));
}

describe('docs/problems.md', () => {
  it('explains every code of a problem once, and no other', () => {
    const codes = [...codesInSource()];
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
