import type * as vscode from 'vscode';
import { folderOf } from './folders.ts';

/** True for a document of an open folder that looks like a test file, by its name or the name of its folder. */
export function looksLikeTest(document: vscode.TextDocument): boolean {
  if (!folderOf(document.uri)) return false;
  const path = document.uri.path;
  if (!/\.([cm]?[jt]sx?|py)$/.test(path)) return false;
  return /[._-](test|spec)\.[a-z]+$|\/test[._-][^/]*$|\/(tests?|__tests__)\/[^/]+$/.test(path);
}
