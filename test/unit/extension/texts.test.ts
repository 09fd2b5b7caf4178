import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
const bundleFile = path.join(root, 'l10n/bundle.l10n.json');

/** Every text that goes through `t(…)` in the extension and its views. */
function textsInSource(): readonly string[] {
  const found = new Set<string>();
  for (const folder of ['src/extension', 'webview']) {
    const files = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => /\.tsx?$/.test(name))) {
      const source = readFileSync(path.join(root, folder, file), 'utf8');
      for (const [, text = ''] of source.matchAll(/\b(?:l10n\.)?t\(\s*'((?:[^'\\]|\\.)*)'/g))
        found.add(text.replace(/\\'/g, "'"));
      for (const [, one = '', many = ''] of source.matchAll(/\bplural\(\s*[^,]+,\s*'([^']*)',\s*'([^']*)'/g))
        found.add(one).add(many);
    }
  }
  return [...found].sort();
}

describe('texts of the extension', () => {
  it('are all in the bundle that translators take; LOOPWRIGHT_UPDATE=1 writes it', () => {
    const texts = textsInSource();
    assert.ok(texts.length > 100, `only ${texts.length} texts found`);
    if (process.env.LOOPWRIGHT_UPDATE === '1')
      writeFileSync(bundleFile, `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), null, 2)}\n`);
    assert.deepEqual(Object.keys(JSON.parse(readFileSync(bundleFile, 'utf8'))).sort(), texts);
  });

  it('of package.json are all in package.nls.json, and none is left over', () => {
    const manifest = readFileSync(path.join(root, 'package.json'), 'utf8');
    const used = [...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
    const written = Object.keys(JSON.parse(readFileSync(path.join(root, 'package.nls.json'), 'utf8')));
    assert.deepEqual([...new Set(used)].sort(), written.sort());
  });
});
