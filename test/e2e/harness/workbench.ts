import type { Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { eventually } from '../../eventually.ts';

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** VS Code's workbench as a person uses it. Locators use roles, labels and ids that VS Code keeps stable. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  static async open(page: Page, url: string): Promise<Workbench> {
    await page.goto(url, { waitUntil: 'commit' });
    const workbench = new Workbench(page);
    await workbench.ready();
    return workbench;
  }

  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    await this.page.locator('.statusbar').waitFor({ timeout: 60_000 });
  }

  quickInput(): Locator {
    return this.page.locator('.quick-input-widget input[type="text"]');
  }

  /**
   * Runs a command through the palette, by its exact title with category. Asks again: F1 is lost while the workbench
   * still takes the focus, and the palette does not notice commands that extensions contribute while it is open.
   */
  async command(title: string): Promise<void> {
    const row = this.rows(new RegExp(`^${escapeRegExp(title)}$`)).first();
    for (let attempt = 1; ; attempt++) {
      try {
        await this.page.keyboard.press('F1');
        await this.quickInput().waitFor({ state: 'visible', timeout: 5_000 });
        await this.quickInput().fill(`>${title}`);
        await row.waitFor({ timeout: 5_000 });
        await row.click();
        return;
      } catch (error) {
        if (attempt === 6) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** The rows of the open quick pick. */
  rows(label?: RegExp): Locator {
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    return label ? rows.filter({ has: this.page.locator('.label-name', { hasText: label }) }) : rows;
  }

  /** Clicks a row of the open quick pick. */
  async choose(label: RegExp): Promise<void> {
    const row = this.rows(label).first();
    await row.waitFor({ timeout: 30_000 });
    await row.click();
  }

  /** Opens a file of the workspace in an editor, by its name. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.quickInput().waitFor({ state: 'visible' });
    await this.quickInput().fill(name);
    await this.choose(new RegExp(`^${escapeRegExp(name.split('/').at(-1) ?? name)}$`));
    await this.page
      .getByRole('tab', { name: new RegExp(escapeRegExp(name.split('/').at(-1) ?? name)) })
      .first()
      .waitFor();
  }

  /** The document inside the first webview: VS Code's loader frame, then the extension's page. */
  webview(): FrameLocator {
    return this.page
      .locator('iframe.webview.ready')
      .first()
      .contentFrame()
      .locator('iframe#active-frame')
      .contentFrame();
  }

  /** The same as a frame of its own, in which scripts can be evaluated. */
  async webviewFrame(): Promise<Frame> {
    const outer = this.page.locator('iframe.webview.ready').first().contentFrame();
    const frame = await (await outer.locator('iframe#active-frame').elementHandle())?.contentFrame();
    if (!frame) throw new Error('there is no webview');
    return frame;
  }

  /** Chooses from the context menu of an element. Clicks again: a menu that has just opened does not hear the mouse. */
  async chooseInMenuOf(element: Locator, item: string): Promise<void> {
    await element.click({ button: 'right' });
    const entry = this.page.getByRole('menuitem', { name: item });
    await entry.waitFor();
    const chosen = async () => {
      if ((await entry.count()) === 0) return true;
      await entry.click({ timeout: 5_000 });
      return (await entry.count()) === 0;
    };
    await eventually(chosen, `${item} is chosen`);
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item', { hasText: text });
  }

  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Rows of the Runs view. */
  run(name: RegExp): Locator {
    return this.view('Runs').getByRole('treeitem', { name });
  }

  /** One of our views, by its name: its title, its buttons and what it shows. */
  view(name: string): Locator {
    return this.page.locator('.pane').filter({ has: this.page.locator(`.pane-header[aria-label^="${name}"]`) });
  }

  /** Changes the colour theme by its label. */
  async theme(label: string): Promise<void> {
    await this.command('Preferences: Color Theme');
    await this.quickInput().fill(label);
    await this.rows().first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.quickInput().waitFor({ state: 'hidden' });
    const kind = /Dark High/.test(label)
      ? 'hc-black'
      : /Light High/.test(label)
        ? 'hc-light'
        : /Light/.test(label)
          ? 'vs'
          : 'vs-dark';
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
  }

  /** Shows the Runs view. Clicks again: under load the activity bar rebuilds itself below the mouse. */
  async showRuns(): Promise<void> {
    const tab = this.page.getByRole('tab', { name: /^Loopwright/ }).first();
    const title = this.page.locator('.composite.title', { hasText: /Loopwright/i });
    const shown = async () => {
      if (await title.isVisible()) return true;
      await tab.click({ timeout: 5_000 });
      return title.isVisible();
    };
    await eventually(shown, 'the Runs view is shown', 60_000);
  }

  /** Developer: Reload Window. The page navigates and the extension host is a new process. */
  async reload(): Promise<void> {
    await this.page.evaluate('window.__beforeReload = true');
    await this.command('Developer: Reload Window');
    await this.page.waitForFunction('!window.__beforeReload', undefined, { timeout: 60_000 });
    await this.ready();
  }
}
