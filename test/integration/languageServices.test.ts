import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import { EngineClient } from '../../src/extension/engineClient.ts';
import { listDefinitions } from '../../src/extension/listDefinitions.ts';
import { eventually } from '../eventually.ts';
import { installed } from './installed.ts';

const forever = new AbortController().signal;
const shapes =
  'const Shape = struct {\n  side: u32,\n\n  pub fn area(self: Shape) u32 {\n    return self.side * self.side;\n  }\n};\n';
const room =
  'const shapes = @import("shapes.zig");\n\npub fn wallpaper(shape: shapes.Shape) u32 {\n  return shape.area() * 4;\n}\n';
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** Knows one line of a made-up grammar: `const Name = struct {` and `fn name(`. */
class ZigSymbols implements vscode.DocumentSymbolProvider {
  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    const whole = (name: string, kind: vscode.SymbolKind, from: number, to: number) => {
      const range = new vscode.Range(from, 0, to, document.lineAt(to).text.length);
      return new vscode.DocumentSymbol(name, '', kind, range, document.lineAt(from).range);
    };
    const lines = document.getText().split('\n');
    const functions = lines.flatMap((line, at) => {
      const [, name] = /fn (\w+)\(/.exec(line) ?? [];
      return name === undefined ? [] : [whole(`${name}(self)`, vscode.SymbolKind.Method, at, at + 2)];
    });
    const at = lines.findIndex((line) => /^const \w+ = struct/.test(line));
    if (at < 0) return functions;
    const struct = whole('Shape', vscode.SymbolKind.Struct, at, lines.length - 2);
    const field = whole('side', vscode.SymbolKind.Field, at + 1, at + 1);
    struct.children.push(field, ...functions);
    return [struct];
  }
}

describe('language services of the editor', () => {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no folder');
  const folder = path.join(root, 'zig');
  let provider: vscode.Disposable;

  before(() => {
    provider = vscode.languages.registerDocumentSymbolProvider({ pattern: '**/*.zig' }, new ZigSymbols());
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'shapes.zig'), shapes);
    writeFileSync(path.join(folder, 'room.zig'), room);
  });

  after(() => {
    provider.dispose();
    rmSync(folder, { recursive: true });
    rmSync(path.join(root, '.loopwright/workflows/look.yaml'), { force: true });
  });

  it('say what files define, by plain names, with what lies within', async () => {
    const files = [{ path: 'zig/shapes.zig', hash: hashOf(shapes) }];
    assert.deepEqual(await listDefinitions({ workspace: root, files }, forever), {
      'zig/shapes.zig': [
        { name: 'Shape', startRow: 0, endRow: 6 },
        { name: 'area', startRow: 3, endRow: 5 },
      ],
    });
  });

  it('say nothing of another text, of a file that is not there, or of a folder that is not open', async () => {
    const other = [
      { path: 'zig/shapes.zig', hash: hashOf(room) },
      { path: 'zig/gone.zig', hash: hashOf(room) },
    ];
    assert.deepEqual(await listDefinitions({ workspace: root, files: other }, forever), {});
    const files = [{ path: 'shapes.zig', hash: hashOf(shapes) }];
    assert.deepEqual(await listDefinitions({ workspace: folder, files }, forever), {});
  });

  it('are not waited for when they are slow, and a failing one is none', async () => {
    const never = { provideDocumentSymbols: () => new Promise<undefined>(() => undefined) };
    const failing = { provideDocumentSymbols: () => Promise.reject(new Error('planted')) };
    for (const [ending, bad] of [
      ['slow', never],
      ['fails', failing],
    ] as const) {
      const file = path.join(folder, `a.${ending}`);
      writeFileSync(file, 'x\n');
      const registered = vscode.languages.registerDocumentSymbolProvider({ pattern: `**/*.${ending}` }, bad);
      const files = [{ path: `zig/a.${ending}`, hash: hashOf('x\n') }];
      const startMs = performance.now();
      const found = await listDefinitions({ workspace: root, files }, forever);
      assert.ok(performance.now() - startMs < 5_000);
      assert.deepEqual(found[`zig/a.${ending}`] ?? [], []);
      registered.dispose();
    }
  });

  it('give a run its map of languages that have no grammar here', async () => {
    mkdirSync(path.join(root, '.loopwright/workflows'), { recursive: true });
    const look = `version: 1\nname: look\nnodes:\n  map:\n    tool: map\n    with: { files: [zig/room.zig] }\noutputs: \${{ nodes.map.output }}\n`;
    writeFileSync(path.join(root, '.loopwright/workflows/look.yaml'), look);
    const script = pathToFileURL(path.join(installed().extensionPath, 'dist/worker.js'));
    const client = new EngineClient({
      script,
      models: { select: async () => [] },
      secrets: async () => new Map(),
      log: () => undefined,
    });
    const request = {
      ...{ workspace: root, workflow: 'look', inputs: {}, idempotencyKey: undefined, model: 'none' },
      ...{ baseUrl: undefined, budgetUsd: undefined, maxTokens: undefined, maxCalls: undefined, maxMinutes: undefined },
      ...{ testCommand: undefined, include: [], repairSeconds: undefined, notIsolated: false },
    };
    const { runId } = await client.call('startWorkflow', request, forever);
    const run = { workspace: root, runId };
    const done = async () => {
      const { status, output } = await client.call('getNode', { ...run, node: 'map' }, forever);
      return status === 'succeeded' ? output?.text.replaceAll('\\n', '\n') : undefined;
    };
    const output = await eventually(done, 'the workflow is done');
    assert.match(
      String(output),
      /zig\/room\.zig\n {2}3: pub fn wallpaper[\s\S]*zig\/shapes\.zig\n {2}1: const Shape = struct \{\n {2}4: pub fn area/,
    );
    client.dispose();
  });
});
