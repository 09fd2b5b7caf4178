import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromiumPath } from './chromium.ts';

const root = path.resolve(import.meta.dirname, '../../..');

function run(command: string, args: readonly string[]): string {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`);
  return result.stdout;
}

/** Sees to it that browser and test host are there, and packs dist/ as it is into a .vsix. */
export function packExtension(file: string): void {
  chromiumPath();
  for (const built of ['dist/extension.js', 'dist/worker.js', 'dist/webview/review.js'])
    if (!existsSync(path.join(root, built))) throw new Error(`${built} is missing. Build it with: npm run build`);
  run(process.execPath, ['test/e2e/host/install.mjs']);
  const options = [
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--allow-unused-files-pattern',
  ];
  run(process.execPath, ['node_modules/@vscode/vsce/vsce', 'package', ...options, '--out', file]);
}

/** A fresh folder with a short path, and its removal. */
export function createTempFolder(): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'lw-'));
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

/** The repository. */
export const repository = root;
