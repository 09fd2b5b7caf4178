import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** A page: the name of its bundle, its title, and the state that its script stores so that a reload finds it. */
export interface WebviewPage {
  readonly name: string;
  readonly title: string;
  readonly state: unknown;
}

/** The page of a webview: one script, one style sheet, a policy that allows nothing else. */
export function webviewHtml(webview: vscode.Webview, extension: vscode.Uri, view: WebviewPage): string {
  const nonce = randomBytes(18).toString('base64url');
  const file = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', 'webview', name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  const texts = JSON.stringify(vscode.l10n.bundle ?? {});
  return `<!DOCTYPE html>
<html lang="${escapeHtml(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeHtml(file(`${view.name}.css`))}">
<title>${escapeHtml(view.title)}</title>
</head>
<body data-texts="${escapeHtml(texts)}" data-state="${escapeHtml(JSON.stringify(view.state))}">
<div id="root"></div>
<script nonce="${nonce}" src="${escapeHtml(file(`${view.name}.js`))}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
