import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

/** Each row: a rule, the file that breaks it, and the line that does. */
const breaking: [rule: string, file: string, line: string][] = [
  ['no-cycle', 'src/base/ring.ts', "import './ringBack.ts';"],
  ['no-cycle', 'src/base/typeRing.ts', "import type { Back } from './typeRingBack.ts'; export type Ring = Back[];"],
  ['no-unresolvable', 'src/app/lost.ts', "import './doesNotExist.ts';"],
  ['no-undeclared-package', 'src/app/stray.ts', "import 'acorn-walk';"],
  ['vscode-only-in-extension', 'src/app/host.ts', "import type { Uri } from 'vscode'; export type Place = Uri;"],
  ['vscode-only-in-extension', 'src/adapters/model/host.ts', "export const host = () => import('vscode');"],
  ['vscode-only-in-extension', 'src/cli/host.ts', "import { window } from 'vscode'; export const show = window;"],
  ['no-node-in-pure-layers', 'src/base/disk.ts', "import { readFileSync } from 'node:fs'; readFileSync('x');"],
  ['no-node-in-pure-layers', 'src/core/run/disk.ts', "import { readFileSync } from 'fs'; readFileSync('x');"],
  [
    'no-node-in-pure-layers',
    'src/core/run/path.ts',
    "import type { ParsedPath } from 'node:path'; export type P = ParsedPath;",
  ],
  [
    'no-node-in-pure-layers',
    'src/core/run/sqlite.ts',
    "import { DatabaseSync } from 'node:sqlite'; export const D = DatabaseSync;",
  ],
  ['no-node-in-pure-layers', 'src/protocol/socket.ts', "export * from 'node:net';"],
  ['no-node-in-pure-layers', 'webview/review/disk.ts', "import { join } from 'node:path'; join('x');"],
  ['base-knows-no-product', 'src/base/product.ts', "import '../core/model/clean.ts';"],
  ['base-and-protocol-use-no-package', 'src/base/schema.ts', "import { z } from 'zod'; export const s = z.string();"],
  [
    'base-and-protocol-use-no-package',
    'src/protocol/schema.ts',
    "import { z } from 'zod'; export const s = z.string();",
  ],
  [
    'protocol-knows-base-only',
    'src/protocol/core.ts',
    "import type { Clean } from '../core/model/clean.ts'; export type C = Clean;",
  ],
  ['core-knows-base-only', 'src/core/run/up.ts', "import '../../app/clean.ts';"],
  ['core-uses-listed-libraries', 'src/core/model/sdk.ts', "import OpenAI from 'openai'; export const o = OpenAI;"],
  [
    'core-capabilities-are-strangers',
    'src/core/patch/stranger.ts',
    "import { clean } from '../model/clean.ts'; clean;",
  ],
  [
    'core-capabilities-are-strangers',
    'src/core/repair/stranger.ts',
    "import type { Clean } from '../evidence/clean.ts'; export type C = Clean;",
  ],
  [
    'core-capabilities-are-strangers',
    'src/core/manifest/stranger.ts',
    "import type { Clean } from '../workflow/clean.ts'; export type C = Clean;",
  ],
  [
    'workspace-knows-sandbox-types-only',
    'src/core/workspace/model.ts',
    "import type { Clean } from '../model/clean.ts'; export type C = Clean;",
  ],
  [
    'workspace-takes-no-sandbox-value',
    'src/core/workspace/value.ts',
    "import { clean } from '../sandbox/clean.ts'; clean;",
  ],
  [
    'engine-knows-workflow-types-only',
    'src/core/engine/model.ts',
    "import type { Clean } from '../model/clean.ts'; export type C = Clean;",
  ],
  [
    'engine-takes-no-workflow-value',
    'src/core/engine/value.ts',
    "import { clean } from '../workflow/clean.ts'; clean;",
  ],
  [
    'adapters-know-core-only',
    'src/adapters/store/up.ts',
    "import type { Clean } from '../../protocol/clean.ts'; export type C = Clean;",
  ],
  ['adapters-never-meet', 'src/adapters/store/meet.ts', "import '../model/clean.ts';"],
  ['only-app-names-adapters', 'src/cli/direct.ts', "import '../adapters/model/clean.ts';"],
  ['app-knows-no-shell', 'src/app/shell.ts', "import '../cli/clean.ts';"],
  ['shells-never-meet', 'src/extension/borrow.ts', "import '../cli/clean.ts';"],
  [
    'webview-sees-protocol-only',
    'webview/review/core.tsx',
    "import '../../src/core/model/clean.ts'; export const v = <p>x</p>;",
  ],
  ['webview-uses-listed-libraries', 'webview/review/zod.ts', "import { z } from 'zod'; export const s = z.string();"],
  ['views-never-meet', 'webview/review/neighbour.ts', "import '../runs/clean.ts';"],
  ['views-never-meet', 'webview/shared/view.ts', "import '../runs/clean.ts';"],
  ['src-knows-no-tests', 'src/app/fake.ts', "import '../../test/fakes/clean.ts';"],
  // Syntax that the parser's visitor does not know by itself.
  [
    'no-node-in-pure-layers',
    'src/core/run/using.ts',
    "export async function f() { await using x = await import('node:fs') as never; using y = x; return y; }",
  ],
];

/** What the rules must let through: the other half of the proof. */
const allowed: [file: string, line: string][] = [
  // The other half of each ring above: a cycle is reported once, at its first file.
  ['src/base/ringBack.ts', "import './ring.ts';"],
  ['src/base/typeRingBack.ts', "import type { Ring } from './typeRing.ts'; export type Back = Ring[];"],
  ['src/core/model/clean.ts', 'export type Clean = string; export const clean = 1;'],
  [
    'src/core/evidence/clean.ts',
    "import { z } from 'zod'; import '../../base/clean.ts'; export type Clean = z.ZodType;",
  ],
  ['src/core/sandbox/clean.ts', 'export type Clean = string; export const clean = 1;'],
  ['src/core/workspace/clean.ts', "import type { Clean } from '../sandbox/clean.ts'; export type C = Clean;"],
  ['src/core/manifest/clean.ts', 'export type Clean = string; export const clean = 1;'],
  ['src/core/prompt/clean.ts', "import { clean } from '../manifest/clean.ts'; clean;"],
  ['src/core/workflow/clean.ts', 'export type Clean = string; export const clean = 1;'],
  ['src/core/engine/clean.ts', "import type { Clean } from '../workflow/clean.ts'; export type C = Clean;"],
  [
    'src/core/run/clean.ts',
    "import { clean } from '../model/clean.ts'; import type { Clean } from '../evidence/clean.ts'; export const c: Clean | number = clean;",
  ],
  ['src/core/agent/clean.ts', "import { diffLines } from 'diff'; import '../model/clean.ts'; diffLines;"],
  ['src/base/clean.ts', 'export const base = 1;'],
  ['src/protocol/clean.ts', "import '../base/clean.ts'; export type Clean = string;"],
  ['src/adapters/model/clean.ts', "import 'node:fs'; import 'openai'; import '../../core/model/clean.ts';"],
  ['src/app/clean.ts', "import '../adapters/model/clean.ts'; import '../core/run/clean.ts';"],
  ['src/cli/clean.ts', "import '../app/clean.ts'; import '../protocol/clean.ts';"],
  ['src/extension/clean.ts', "import { window } from 'vscode'; import '../app/clean.ts'; window;"],
  ['webview/shared/clean.ts', "import { h } from 'preact'; import '../../src/protocol/clean.ts'; h;"],
  ['webview/runs/clean.ts', "import '../shared/clean.ts';"],
  ['test/fakes/clean.ts', "import '../../src/adapters/model/clean.ts';"],
];

interface Summary {
  readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
}

/** What dependency-cruiser finds in `tree` with the project's own configuration. */
function cruise(tree: string): Summary {
  const cli = join(root, 'node_modules/.bin/depcruise');
  const config = join(root, '.dependency-cruiser.mjs');
  const args = [cli, '--config', config, '--output-type', 'json', 'src', 'webview', 'test'];
  const run = spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  assert.match(run.stdout, /^\{/, run.stderr);
  return (JSON.parse(run.stdout) as { summary: Summary }).summary;
}

describe('layers', () => {
  let tree: string;
  let found: string[];
  let rules: string[];

  before(function () {
    this.timeout(30_000);
    tree = mkdtempSync(join(tmpdir(), 'loopwright-layers-'));
    for (const [file, line] of [...breaking.map(([, file, line]): [string, string] => [file, line]), ...allowed]) {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      writeFileSync(join(tree, file), `${line}\n`);
    }
    // The rules about packages need installed ones and a package.json that declares them.
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
    copyFileSync(join(root, 'package.json'), join(tree, 'package.json'));
    const summary = cruise(tree);
    found = summary.violations.map(({ from, rule }) => `${rule.name} ${from}`);
    rules = summary.ruleSetUsed.forbidden.map(({ name }) => name);
  });

  after(() => rmSync(tree, { recursive: true, force: true }));

  for (const [rule, file, line] of breaking) {
    it(`${rule}: ${file}: ${line}`, () => assert.ok(found.includes(`${rule} ${file}`), found.join('\n')));
  }

  it('lets everything else through', () => {
    const expected = new Set(breaking.map(([rule, file]) => `${rule} ${file}`));
    assert.deepEqual(
      found.filter((one) => !expected.has(one)),
      [],
    );
  });

  it('has a breaking example for every rule', () => {
    const shown = new Set(breaking.map(([rule]) => rule));
    assert.ok(rules.length > 0);
    assert.deepEqual(
      rules.filter((name) => !shown.has(name)),
      [],
    );
  });
});
