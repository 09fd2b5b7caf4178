import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser's file; CHROMIUM_PATH overrides. Throws with the command that installs one. */
export function chromiumPath(): string {
  const found = [process.env.CHROMIUM_PATH, ...places].find((place) => place !== undefined && existsSync(place));
  if (found === undefined)
    throw new Error('Chromium is missing. Install it with: apt-get install --no-install-recommends chromium');
  return found;
}

/** Works as root, and cannot reach anything but this machine. */
export const chromiumArgs: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** A headless browser. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: [...chromiumArgs] });
}

/** Collects what a page's documents complain about under their content security policy. */
export function watchPolicy(page: Page, complaints: string[]): void {
  page.on('console', (message) => {
    if (/content security policy|refused to/i.test(message.text())) complaints.push(message.text());
  });
}
