// node test/e2e/harness/recordThemes.ts: writes the colours that VS Code gives to pages, theme by theme, into test/fixtures/themes.
import { writeFileSync } from 'node:fs';
import { startSession } from './session.ts';
import { smallProject } from './smallProject.ts';
import { themeFile, themes, usedColours } from './themes.ts';

const session = await startSession();
try {
  const workbench = await session.open(session.makeFolder('themes', smallProject));
  await workbench.command('Loopwright: Open Dashboard');
  const panel = workbench.webview();
  await panel.getByRole('heading', { name: 'Dashboard' }).waitFor({ timeout: 60_000 });
  for (const theme of themes) {
    await workbench.theme(theme.label);
    await panel.locator(`body[data-vscode-theme-kind="${theme.kind}"]`).waitFor();
    const all: Readonly<Record<string, string>> = await panel
      .locator('html')
      .evaluate(
        'Object.fromEntries([...document.documentElement.style].map((name) => [name, document.documentElement.style.getPropertyValue(name)]))',
      );
    const known = usedColours().map((name) => [name, all[`--vscode-${name}`]]);
    const found = Object.fromEntries(known.filter(([, value]) => value !== undefined && value !== ''));
    writeFileSync(themeFile(theme.name), `${JSON.stringify(found, null, 2)}\n`);
    console.log(`${theme.label}: ${Object.keys(found).length} of ${known.length}`);
  }
} finally {
  await session.close();
}
