import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { CodedError, messageOf } from '../../../src/base/errors.ts';
import type { Contract, Handlers } from '../../../src/protocol/rpc.ts';
import { watchPolicy } from './chromium.ts';
import { repository } from './prepare.ts';
import { type ThemeName, themeCss, themeKind } from './themes.ts';

/** A built page of the extension in a browser of its own, answered by a test instead of the extension. */
export interface WebviewPage<C extends Contract> {
  readonly page: Page;
  /** What the browser complained about under the page's policy. */
  readonly complaints: readonly string[];
  emit<Name extends keyof C['events'] & string>(name: Name, value: C['events'][Name]): Promise<void>;
  /** Changes the colours, as VS Code does while a page is open. */
  setTheme(theme: ThemeName): Promise<void>;
}

/** How a page is opened. */
export interface WebviewPageOptions<C extends Contract> {
  /** The bundle in `dist/webview`. */
  readonly name: string;
  readonly handlers: Handlers<C>;
  readonly state?: unknown;
  readonly width?: number;
  readonly height?: number;
  readonly theme?: ThemeName;
}

/** Opens a page under the same policy as in VS Code. */
export async function openWebviewPage<C extends Contract>(
  browser: Browser,
  { name, handlers, state = {}, width = 1200, height = 800, theme = 'dark' }: WebviewPageOptions<C>,
): Promise<WebviewPage<C>> {
  const page = await browser.newPage({ viewport: { width, height } });
  const complaints: string[] = [];
  watchPolicy(page, complaints);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.route('http://127.0.0.1/**', (route) => {
    const file = new URL(route.request().url()).pathname.slice(1);
    if (file === '') return route.fulfill({ contentType: 'text/html', body: htmlOf(name, { state, theme }) });
    if (file === 'host.js') return route.fulfill({ contentType: 'text/javascript', body: hostScript });
    const [, colours] = /^theme-([\w-]+)\.css$/.exec(file) ?? [];
    if (colours !== undefined) return route.fulfill({ contentType: 'text/css', body: themeCss(colours as ThemeName) });
    return route.fulfill({
      contentType: file.endsWith('.css') ? 'text/css' : 'text/javascript',
      body: readFileSync(path.join(repository, 'dist/webview', path.basename(file))),
    });
  });
  await page.exposeFunction('answerCall', (call: string, input: unknown) => answer(handlers, call, input));
  await page.goto('http://127.0.0.1/');
  return {
    page,
    complaints,
    async emit(event, value) {
      await page.evaluate(`window.postMessage(${JSON.stringify({ rpc: 'event', name: event, value })}, '*')`);
    },
    async setTheme(next) {
      await page.evaluate(changeTheme(next));
    },
  };
}

/** Run in the page: another style sheet of colours, and what VS Code says of their kind. Ends when they are there. */
function changeTheme(name: ThemeName): string {
  return `new Promise((done) => {
    const before = document.getElementById('theme');
    const after = before.cloneNode();
    after.href = '/theme-${name}.css';
    after.onload = () => {
      before.remove();
      document.body.className = document.body.dataset.vscodeThemeKind = '${themeKind(name)}';
      requestAnimationFrame(() => requestAnimationFrame(done));
    };
    before.after(after);
  })`;
}

function htmlOf(name: string, { state, theme }: { readonly state: unknown; readonly theme: ThemeName }): string {
  const policy =
    "default-src 'none'; script-src 'nonce-n'; style-src http://127.0.0.1; font-src http://127.0.0.1; img-src http://127.0.0.1 data:";
  const escaped = JSON.stringify(state).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link id="theme" rel="stylesheet" href="/theme-${theme}.css"><link rel="stylesheet" href="/${name}.css"><title>${name}</title></head>
<body class="${themeKind(theme)}" data-vscode-theme-kind="${themeKind(theme)}" data-texts="{}" data-state="${escaped}"><div id="root"></div>
<script nonce="n" src="/host.js"></script><script nonce="n" src="/${name}.js"></script></body></html>`;
}

/** VS Code's side of the page: calls go to the test, typed arrays come back as they are. */
const hostScript = `
let kept;
const revive = (value) => {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  if (value.typedArray) {
    const bytes = Uint8Array.from(atob(value.base64), (character) => character.charCodeAt(0));
    return new globalThis[value.typedArray](bytes.buffer);
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revive(inner)]));
};
globalThis.acquireVsCodeApi = () => ({
  getState: () => kept,
  setState: (state) => { kept = state; },
  async postMessage(message) {
    if (message.rpc !== 'call') return;
    const answer = revive(JSON.parse(await globalThis.answerCall(message.name, message.input)));
    window.postMessage({ id: message.id, ...answer }, '*');
  },
});`;

async function answer<C extends Contract>(handlers: Handlers<C>, name: string, input: unknown): Promise<string> {
  try {
    const handler = handlers[name];
    if (!handler) throw new Error(`the test has no answer for ${name}`);
    return JSON.stringify({
      rpc: 'done',
      output: encoded(await handler(input as never, new AbortController().signal)),
    });
  } catch (error) {
    const code = error instanceof CodedError ? error.code : 'internal';
    return JSON.stringify({ rpc: 'failed', error: { code, message: messageOf(error), abort: false } });
  }
}

function encoded(value: unknown): unknown {
  if (ArrayBuffer.isView(value))
    return {
      typedArray: value.constructor.name,
      base64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'),
    };
  if (Array.isArray(value)) return value.map(encoded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, encoded(inner)]));
}
