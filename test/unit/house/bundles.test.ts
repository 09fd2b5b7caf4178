import assert from 'node:assert/strict';
import { bundleFaults, type Metafile, staticBytes } from '../../../scripts/bundleRules.ts';
import { licenceFaults, packageFolder } from '../../../scripts/thirdPartyNotices.ts';

function meta(outputs: Metafile['outputs']): Metafile {
  return { inputs: {}, outputs };
}

const now = (path: string) => ({ path, kind: 'import-statement' });
const later = (path: string) => ({ path, kind: 'dynamic-import' });
const outside = (path: string) => ({ path, kind: 'import-statement', external: true });

describe('bundle rules', () => {
  it('counts static imports once, in a ring too, and dynamic ones not at all', () => {
    const ring = meta({
      'dist/extension.js': {
        bytes: 1,
        imports: [now('dist/a.js'), now('dist/b.js'), later('dist/late.js'), outside('vscode')],
      },
      'dist/a.js': { bytes: 10, imports: [now('dist/b.js')] },
      'dist/b.js': { bytes: 100, imports: [now('dist/a.js')] },
      'dist/late.js': { bytes: 1000, imports: [] },
    });
    assert.equal(staticBytes(ring, 'dist/extension.js'), 111);
  });

  const faulty: [name: string, outputs: Metafile['outputs'], message: RegExp][] = [
    ['heavy activation', { 'dist/extension.js': { bytes: 600_001, imports: [] } }, /activation loads 600001/],
    [
      'help that loads the engine',
      { 'dist/chunk-1.js': { bytes: 60_001, entryPoint: 'src/cli/runCli.ts', imports: [] } },
      /60001 bytes for its help/,
    ],
    ['an entry that needs a chunk', { 'dist/cli.js': { bytes: 1, imports: [now('dist/chunk-1.js')] } }, /statically/],
    ['vscode on the command line', { 'dist/cli.js': { bytes: 1, imports: [outside('vscode')] } }, /not shipped/],
    [
      'a package left outside',
      { 'dist/worker.js': { bytes: 1, imports: [outside('fsevents')] } },
      /fsevents, which is not shipped/,
    ],
  ];
  for (const [name, outputs, message] of faulty) {
    it(`names ${name}`, () => assert.match(bundleFaults({ one: meta(outputs) }, true).join('\n'), message));
  }

  it('lets Node modules, vscode in the extension and late chunks through', () => {
    const outputs = {
      'dist/extension.js': { bytes: 600_000, imports: [outside('vscode'), outside('node:fs'), outside('sqlite')] },
      'dist/cli.js': { bytes: 1, imports: [later('dist/chunk-1.js'), outside('node:module')] },
      'dist/worker.js': { bytes: 1, imports: [outside('fs/promises')] },
    };
    const { 'dist/extension.js': extension, ...rest } = outputs;
    const fine = { ...extension, imports: extension.imports.filter(({ path }) => path !== 'sqlite') };
    assert.deepEqual(bundleFaults({ one: meta({ 'dist/extension.js': fine, ...rest }) }, true), []);
    assert.equal(bundleFaults({ one: meta(outputs) }, true).length, 1);
  });
});

describe('licences of what ships', () => {
  for (const license of ['MIT', 'Apache-2.0', '(GPL-3.0 OR MIT)', 'ISC AND BSD-3-Clause', 'Unlicense'])
    it(`takes ${license}`, () => assert.deepEqual(licenceFaults([{ name: 'some', license }]), []));

  for (const license of [
    'GPL-3.0',
    'MPL-2.0',
    'MIT AND LGPL-3.0',
    'SEE LICENSE IN x',
    '((MIT))',
    { type: 'MIT' },
    undefined,
  ])
    it(`names a package under ${JSON.stringify(license)}`, () => {
      assert.match(licenceFaults([{ name: 'some', license }]).join(), /^some ships under .*, which is not allowed$/);
    });
});

describe('packageFolder', () => {
  const table: [input: string, folder: string | undefined][] = [
    ['node_modules/zod/v4/index.js', 'node_modules/zod'],
    ['node_modules/@vscode-elements/elements/dist/x.js', 'node_modules/@vscode-elements/elements'],
    ['node_modules/a/node_modules/@b/c/lib/x.js', 'node_modules/a/node_modules/@b/c'],
    ['src/base/event.ts', undefined],
  ];
  for (const [input, folder] of table) it(input, () => assert.equal(packageFolder(input), folder));
});
