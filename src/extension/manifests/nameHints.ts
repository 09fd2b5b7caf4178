import * as vscode from 'vscode';
import { isAbort, messageOf } from '../../base/errors.ts';
import type { ManifestName } from '../../protocol/manifests.ts';
import type { EngineClient } from '../engineClient.ts';
import { manifestFolder, openManifests } from './openManifests.ts';
import { toRange } from './textRanges.ts';

const t = vscode.l10n.t;

/** Says on hover what an agent, a tool or a workflow is for, and leads to where the workspace declares it. */
export class NameHints implements vscode.HoverProvider, vscode.DefinitionProvider {
  readonly #engine: EngineClient;
  readonly #output: vscode.LogOutputChannel;

  constructor(engine: EngineClient, output: vscode.LogOutputChannel) {
    this.#engine = engine;
    this.#output = output;
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const name = await this.#nameAt(document, position, token);
    return name && new vscode.Hover(describe(name), toRange(name));
  }

  async provideDefinition(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.LocationLink[]> {
    const name = await this.#nameAt(document, position, token);
    if (!name?.declared) return [];
    const targetRange = toRange(name.declared);
    return [{ originSelectionRange: toRange(name), targetUri: vscode.Uri.file(name.declared.path), targetRange }];
  }

  async #nameAt(
    document: vscode.TextDocument,
    { line, character }: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<ManifestName | undefined> {
    const folder = manifestFolder(document.uri);
    if (!folder) return undefined;
    const manifests = openManifests(folder);
    const file = manifests.find((one) => one.document === document)?.file;
    if (file === undefined) return undefined;
    const controller = new AbortController();
    const cancelled = token.onCancellationRequested(() => controller.abort());
    const documents = manifests.map((one) => ({ file: one.file, text: one.text }));
    const place = { workspace: folder.uri.fsPath, documents, file, line: line + 1, column: character + 1 };
    try {
      return await this.#engine.call('nameAt', place, controller.signal);
    } catch (error) {
      if (!isAbort(error)) this.#output.error(`What is named cannot be looked up: ${messageOf(error)}`);
      return undefined;
    } finally {
      cancelled.dispose();
    }
  }
}

/** Names and descriptions come from the workspace: they are shown as text, never read as Markdown. */
function describe({ kind, name, description, takes, gives, declared }: ManifestName): vscode.MarkdownString {
  const words = { agent: t('agent'), tool: t('tool'), workflow: t('workflow') };
  const head = `**${words[kind]}** ${plain(declared ? name : t('{0} (built in)', name))}`;
  const inputs = takes?.map((one) => (one.required ? t('{0} (required)', one.name) : one.name));
  const lines = [
    description,
    inputs && inputs.length > 0 ? t('Takes: {0}', inputs.join(', ')) : '',
    gives && gives.length > 0 ? t('Gives: {0}', gives.join(', ')) : '',
  ];
  const told = lines.filter((line) => line !== '').map(plain);
  return new vscode.MarkdownString([head, ...told].join('\n\n'));
}

/** Text as Markdown that shows it as it is, in one line (CommonMark 6.1: any ASCII punctuation may be escaped). */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[!-/:-@[-`{-~]/g, '\\$&');
}
