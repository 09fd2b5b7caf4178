import * as vscode from 'vscode';
import type { FeatureRequest } from '../commands/addFeature.ts';
import { folderOf, relativeTo } from '../folders.ts';
import { todoRequest } from '../requestText.ts';
import type { TextLines } from './textOfLines.ts';
import type { TodoComment } from './todoComment.ts';

/** The lines of a document. */
export function linesOf(document: vscode.TextDocument): TextLines {
  return { lineCount: document.lineCount, textAt: (line) => document.lineAt(line).text };
}

/** A comment of a document as the request of a feature. */
export function todoTarget({ uri }: vscode.TextDocument, { text, from, to }: TodoComment): FeatureRequest {
  const folder = folderOf(uri);
  const file = folder ? relativeTo(folder, uri) : vscode.workspace.asRelativePath(uri);
  return { request: todoRequest(text, { file, from: from + 1, to: to + 1 }), uri };
}
