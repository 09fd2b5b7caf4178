import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from './prepare.ts';

/** The themes that pages are looked at in: VS Code's own label, and what it calls their kind in a page. */
export const themes = [
  { name: 'dark', label: 'Dark Modern', kind: 'vscode-dark' },
  { name: 'light', label: 'Light Modern', kind: 'vscode-light' },
  { name: 'contrast', label: 'Dark High Contrast', kind: 'vscode-high-contrast' },
  { name: 'contrast-light', label: 'Light High Contrast', kind: 'vscode-high-contrast-light' },
] as const;

export type ThemeName = (typeof themes)[number]['name'];

/** Where the colours of a theme are kept; recordThemes.ts writes them. */
export function themeFile(name: ThemeName): string {
  return path.join(repository, 'test/fixtures/themes', `${name}.json`);
}

/** Names of VS Code's variables that our pages use, without `--vscode-`. */
export function usedColours(): readonly string[] {
  const css = readFileSync(path.join(repository, 'webview/shared/theme.css'), 'utf8');
  return [...new Set([...css.matchAll(/--vscode-([\w-]+)/g)].map(([, name = '']) => name))].sort();
}

/** A style sheet with what VS Code gives to pages in this theme. Fonts are those of any machine. */
export function themeCss(name: ThemeName): string {
  const colours = JSON.parse(readFileSync(themeFile(name), 'utf8')) as Readonly<Record<string, string>>;
  const fonts = { 'font-family': 'sans-serif', 'editor-font-family': 'monospace' };
  const lines = Object.entries({ ...colours, ...fonts }).map(([key, value]) => `  --vscode-${key}: ${value};`);
  return `:root {\n${lines.join('\n')}\n}\nbody { background: var(--vscode-editor-background); }\n`;
}

/** The class and the attribute that VS Code sets on the body of a page. */
export function themeKind(name: ThemeName): string {
  return themes.find((theme) => theme.name === name)?.kind ?? 'vscode-dark';
}
