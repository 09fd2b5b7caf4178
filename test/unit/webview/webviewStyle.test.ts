import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../../webview');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(css|tsx?)$/.test(file));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

describe('webview style', () => {
  it('finds the files', () => assert.ok(files.length > 10));

  it('names VS Code tokens in the theme file only, and colours nowhere', () => {
    for (const file of files) {
      const text = read(file);
      if (file !== path.join('shared', 'theme.css')) assert.doesNotMatch(text, /--vscode-/, file);
      if (file.endsWith('.css')) assert.doesNotMatch(text, /#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(/i, file);
    }
  });

  it('uses no meaning that the theme does not define', () => {
    const defined = new Set(
      read(path.join('shared', 'theme.css'))
        .match(/^ {2}(--[\w-]+)(?=:)/gm)
        ?.map((name) => name.trim()),
    );
    for (const file of files.filter((one) => one.endsWith('.css')))
      for (const [, name = ''] of read(file).matchAll(/var\((--[\w-]+)/g))
        if (!name.startsWith('--vscode-')) assert.ok(defined.has(name), `${file}: ${name}`);
  });

  it('has no HTML from text', () => {
    for (const file of files) assert.doesNotMatch(read(file), /dangerouslySetInnerHTML|innerHTML/, file);
  });
});
