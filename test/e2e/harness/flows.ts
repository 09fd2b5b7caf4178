import type { FrameLocator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** Starts a run from the palette with the found test command. Goes on as soon as the run is in the Runs view. */
export async function startFix(workbench: Workbench, { several = false } = {}): Promise<void> {
  await workbench.command('Loopwright: Fix Failing Test');
  await workbench.choose(/node --test/);
  if (several) {
    await workbench.page
      .getByText(/tests are red/)
      .waitFor({ timeout: 60_000 })
      .catch(() => undefined);
    await workbench.page.getByRole('button', { name: 'OK', exact: true }).click({ timeout: 60_000 });
  }
  await workbench
    .run(/^Fix failing test.*running/)
    .first()
    .waitFor({ timeout: 60_000 });
}

/** The Review panel, once it has something to show. */
export async function awaitReview(workbench: Workbench): Promise<FrameLocator> {
  await workbench.page.getByRole('tab', { name: /^Review/ }).waitFor({ timeout: 120_000 });
  const panel = workbench.webview();
  await panel.getByRole('list', { name: 'Evidence' }).waitFor({ timeout: 60_000 });
  await panel.getByText(/red before, green after/).waitFor({ timeout: 60_000 });
  return panel;
}

/** Accepts everything that is proved and writes it. */
export async function acceptAll(panel: FrameLocator): Promise<void> {
  await panel.getByRole('button', { name: /^Accept All Proved/ }).click();
  await panel.getByRole('button', { name: /^Apply \d+ Accepted/ }).click();
}
