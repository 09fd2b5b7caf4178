import { createHash } from 'node:crypto';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { throwIfAborted } from '../base/abort.ts';
import type { EditorContract } from '../protocol/editorSymbols.ts';
import { localFolders } from './folders.ts';

type Input = EditorContract['calls']['listDefinitions']['input'];
type Output = EditorContract['calls']['listDefinitions']['output'];
type Definition = Output[string][number];

/** A language service that is slower than this is not waited for: for one file, and for all together. */
const fileMs = 1_500;
const allMs = 6_000;
const mostDefinitions = 500;

const kinds: ReadonlySet<vscode.SymbolKind> = new Set([
  vscode.SymbolKind.Class,
  vscode.SymbolKind.Constructor,
  vscode.SymbolKind.Enum,
  vscode.SymbolKind.Function,
  vscode.SymbolKind.Interface,
  vscode.SymbolKind.Method,
  vscode.SymbolKind.Module,
  vscode.SymbolKind.Namespace,
  vscode.SymbolKind.Struct,
]);

/** What the language services of the editor say these files define. See `EditorSymbolCalls`. */
export async function listDefinitions({ workspace, files }: Input, signal: AbortSignal): Promise<Output> {
  const found: Record<string, readonly Definition[]> = {};
  if (!localFolders().some(({ uri }) => uri.fsPath === workspace)) return found;
  const end = Date.now() + allMs;
  for (const file of files) {
    throwIfAborted(signal);
    const left = Math.min(fileMs, end - Date.now());
    if (left <= 0) break;
    const definitions = await within(left, definitionsIn(path.join(workspace, file.path), file.hash));
    if (definitions) found[file.path] = definitions;
  }
  return found;
}

/** Undefined when nobody knows, or the editor shows another text. Never rejects. */
async function definitionsIn(file: string, hash: string): Promise<readonly Definition[] | undefined> {
  try {
    const uri = vscode.Uri.file(file);
    const document = await vscode.workspace.openTextDocument(uri);
    if (createHash('sha256').update(document.getText(), 'utf8').digest('hex') !== hash) return undefined;
    const symbols: unknown = await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', uri);
    if (!Array.isArray(symbols)) return undefined;
    return symbols.flatMap(flatten).slice(0, mostDefinitions);
  } catch {
    // Binary, gone, or a service that failed: as if nobody knew the language.
    return undefined;
  }
}

/** A symbol and those within it, in the order of the file. Providers answer in either form. */
function flatten(symbol: vscode.DocumentSymbol | vscode.SymbolInformation): readonly Definition[] {
  const { start, end } = 'location' in symbol ? symbol.location.range : symbol.range;
  const own = kinds.has(symbol.kind) ? [{ name: plainName(symbol.name), startRow: start.line, endRow: end.line }] : [];
  return 'children' in symbol ? [...own, ...symbol.children.flatMap(flatten)] : own;
}

/** `area(double)` and `impl Shape::area` are called `area` where they are used. */
function plainName(name: string): string {
  const bare = name.replace(/[(<[{].*$/, '').trim();
  return /([\p{L}_$][\p{L}\p{N}_$]*)[^\p{L}\p{N}_$]*$/u.exec(bare)?.[1] ?? name;
}

function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
