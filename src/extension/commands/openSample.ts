import * as vscode from 'vscode';
import type { Shell } from '../shell.ts';

/** A project with one defect, small enough to be read at a glance, which repair without a model fixes. */
const sample: Readonly<Record<string, string>> = {
  'package.json':
    '{\n  "name": "sample",\n  "private": true,\n  "type": "module",\n  "scripts": { "test": "node --test" }\n}\n',
  'src/window.js': `/** All runs of \`size\` neighbours. */
export function windows(items, size) {
  const found = [];
  for (let start = 0; start + size < items.length; start++) found.push(items.slice(start, start + size));
  return found;
}
`,
  'test/window.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { windows } from '../src/window.js';

test('keeps the last full window', () => {
  assert.deepEqual(windows([1, 2, 3], 2), [[1, 2], [2, 3]]);
});

test('has no window when there are too few items', () => {
  assert.deepEqual(windows([1], 2), []);
});
`,
};

/** Writes the sample project into the extension's own storage, as it was at first, and opens it in a window of its own. */
export async function openSample({ context }: Shell): Promise<void> {
  const folder = vscode.Uri.joinPath(context.globalStorageUri, 'sample');
  for (const [file, text] of Object.entries(sample))
    await vscode.workspace.fs.writeFile(
      vscode.Uri.joinPath(folder, ...file.split('/')),
      new TextEncoder().encode(text),
    );
  const isEmpty = (vscode.workspace.workspaceFolders ?? []).length === 0;
  await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: !isEmpty });
}
