import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { installed, manifest } from './installed.ts';

describe('the package', () => {
  const root = installed().extensionPath;
  const size = (file: string) => statSync(path.join(root, file)).size;

  it('asks for no proposed API', () => assert.equal(manifest().enabledApiProposals, undefined));

  it('starts for nobody who has no use for it, and looks for what it is for by plain names only', () => {
    const events = manifest().activationEvents;
    assert.deepEqual(
      events.filter((event) => !/^(onWebviewPanel:loopwright\.|workspaceContains:[\w./]+$|onLanguage:)/.test(event)),
      [],
      'a pattern would be searched for in every workspace',
    );
    // For the light bulb, which only an active extension can light. Its price is what activation loads, and no engine.
    assert.deepEqual(
      events.filter((event) => event.startsWith('onLanguage:')).map((event) => event.slice(11)),
      ['javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'python'],
    );
  });

  it('keeps its budgets: package 4 MB, activation 600 kB', () => {
    const vsix = process.env.LOOPWRIGHT_TEST_VSIX ?? '';
    assert.ok(statSync(vsix).size <= 4 * 1024 * 1024, `${statSync(vsix).size} bytes`);
    assert.ok(size('dist/extension.js') <= 600_000, `${size('dist/extension.js')} bytes`);
  });

  it('holds what runs and what people read, and no sources, tests or maps', () => {
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
      statSync(path.join(root, file)).isFile(),
    );
    const unwanted = files.filter((file) =>
      /\.(ts|tsx|map)$|^(src|test|webview|node_modules|scripts|\.)|meta.*\.json$/.test(file),
    );
    assert.deepEqual(
      unwanted.filter((file) => file !== '.vsixmanifest'),
      [],
    );
    for (const file of [
      'dist/worker.js',
      'dist/webview/review.js',
      'dist/webview/review.css',
      'package.nls.json',
      'l10n/bundle.l10n.json',
    ])
      assert.ok(files.includes(file), file);
  });

  it('ships the grammars of JavaScript, TypeScript, TSX, Python and Go', () => {
    const grammars = readdirSync(path.join(root, 'dist/grammars')).filter((file) => file.startsWith('tree-sitter-'));
    assert.deepEqual(
      grammars.sort(),
      ['go', 'javascript', 'python', 'tsx', 'typescript'].map((name) => `tree-sitter-${name}.wasm`),
    );
  });

  it('names in menus only commands that exist', () => {
    const known = new Set(manifest().contributes.commands.map(({ command }) => command));
    for (const { command } of Object.values(manifest().contributes.menus).flat())
      assert.ok(known.has(command), command);
  });
});
