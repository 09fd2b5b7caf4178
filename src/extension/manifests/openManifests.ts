import * as vscode from 'vscode';
import type { ManifestDocument } from '../../protocol/manifests.ts';
import { folderOf, relativeTo } from '../folders.ts';

/** Documents that may be manifests, whatever language they have: there need not be an extension for YAML. */
export const manifestSelector: vscode.DocumentFilter = {
  scheme: 'file',
  pattern: '**/.loopwright/**/*.{yaml,yml,json}',
};

/** A manifest in an editor, as it stood when it was asked for. */
export interface OpenManifest extends ManifestDocument {
  readonly document: vscode.TextDocument;
  readonly version: number;
}

/** The folder whose `.loopwright` a file lies in; undefined for other files. */
export function manifestFolder(uri: vscode.Uri): vscode.WorkspaceFolder | undefined {
  // Asked at every key that is typed anywhere: most files are told by their path alone.
  if (uri.scheme !== 'file' || !/\/\.loopwright\/.+\.(?:ya?ml|json)$/.test(uri.path)) return undefined;
  const folder = folderOf(uri);
  return folder && relativeTo(folder, uri).startsWith('.loopwright/') ? folder : undefined;
}

/** Whether a file is a workflow of a folder of the workspace. */
export function isWorkflowFile(uri: vscode.Uri): boolean {
  return /\/\.loopwright\/workflows\/[^/]+$/.test(uri.path) && manifestFolder(uri) !== undefined;
}

/** The manifests of a folder that are open, with what is not saved yet. */
export function openManifests(folder: vscode.WorkspaceFolder): readonly OpenManifest[] {
  const key = folder.uri.toString();
  return vscode.workspace.textDocuments
    .filter(({ uri, isClosed }) => !isClosed && manifestFolder(uri)?.uri.toString() === key)
    .map((document) => ({
      document,
      version: document.version,
      file: relativeTo(folder, document.uri),
      text: document.getText(),
    }));
}
