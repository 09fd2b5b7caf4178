// Runs mocha inside VS Code's extension host, on the packaged extension. Exit code 1: a test failed; 2: the run did not work.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import type { Browser } from 'playwright-core';
import type { SuiteResults } from '../../scripts/resultsReporter.ts';
import { launchBrowser } from '../e2e/harness/chromium.ts';
import { createTempFolder, packExtension, repository } from '../e2e/harness/prepare.ts';
import { startHost, type VsCodeHost } from '../e2e/harness/vscodeHost.ts';

const limitMs = 240_000 + Number(process.env.LOOPWRIGHT_OPENS ?? 0) * 5_000;
const here = import.meta.dirname;

/** Bundles the suite (and the worker it crashes) to where Node finds the repository's mocha. */
async function bundleSuite(): Promise<string> {
  const out = path.join(repository, 'node_modules/.cache/loopwright-integration');
  mkdirSync(out, { recursive: true });
  // The repository is ESM; VS Code loads the tests with require().
  writeFileSync(path.join(out, 'package.json'), '{ "type": "commonjs" }\n');
  const common = {
    bundle: true,
    platform: 'node',
    target: 'node22',
    sourcemap: 'inline',
    logLevel: 'warning',
  } as const;
  const suite = { entryPoints: [path.join(here, 'suite.ts')], outfile: path.join(out, 'suite.js') };
  await esbuild.build({ ...common, ...suite, format: 'cjs', external: ['vscode', 'mocha'] });
  const worker = { entryPoints: [path.join(repository, 'test/fakes/crashingEngineWorker.ts')] };
  await esbuild.build({ ...common, ...worker, outfile: path.join(out, 'crashingEngineWorker.mjs'), format: 'esm' });
  return suite.outfile;
}

/** Opens the workbench and waits for VS Code's own word that the tests are through; resolves with why it ended. */
async function runInHost(host: VsCodeHost, browser: Browser, what: { folder: string; tests: string }): Promise<string> {
  const page = await browser.newPage();
  const ended = new Promise<string>((resolve) => {
    void page.exposeFunction('codeAutomationExit', (code: number) => resolve(`exit ${code}`));
    void page.exposeFunction('codeAutomationLog', () => undefined);
    page.on('crash', () => resolve('the browser page crashed'));
    void host.gone.then((how) => resolve(`the VS Code server ended: ${how}`));
    setTimeout(() => resolve(`no result after ${limitMs / 1000} s`), limitMs).unref();
  });
  await page.goto(host.workbenchUrl({ ...what, dev: path.join(here, 'runner') }));
  return ended;
}

/** Variables that choose tests, and how often they do what they do. */
function passedOn(): Record<string, string> {
  const names = ['LOOPWRIGHT_OPENS', 'LOOPWRIGHT_INTEGRATION_GREP'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

async function main(): Promise<number> {
  const temp = createTempFolder();
  const results = path.join(temp.path, 'results.json');
  const vsix = path.join(temp.path, 'loopwright.vsix');
  const folder = path.join(temp.path, 'workspace');
  mkdirSync(folder);
  let host: VsCodeHost | undefined;
  let browser: Browser | undefined;
  try {
    packExtension(vsix);
    const tests = await bundleSuite();
    const env = {
      LOOPWRIGHT_INTEGRATION_RESULTS: results,
      LOOPWRIGHT_TEST_VSIX: vsix,
      LOOPWRIGHT_HOME: path.join(temp.path, 'home'),
      ...passedOn(),
    };
    host = await startHost({ baseDir: path.join(temp.path, 'h'), vsix, driver: true, env });
    browser = await launchBrowser();
    return report(await runInHost(host, browser, { folder, tests }), results);
  } finally {
    await browser?.close();
    await host?.stop();
    temp.remove();
  }
}

/** Both witnesses must agree: a crash of the extension host is reported as exit code 0, and only the file tells. */
function report(ended: string, file: string): number {
  if (!existsSync(file)) {
    console.error(`The suite wrote no results: ${ended}.`);
    return 2;
  }
  const { lines, ...results } = JSON.parse(readFileSync(file, 'utf8')) as SuiteResults & { lines: readonly string[] };
  console.log(lines.join('\n'));
  console.log(`${results.passed} passed, ${results.failed} failed (${ended})`);
  const target = process.env.LOOPWRIGHT_TEST_RESULTS;
  if (target !== undefined) writeFileSync(target, JSON.stringify(results));
  if (results.passed + results.failed === 0 || (results.failed === 0) !== (ended === 'exit 0')) return 2;
  return results.failed > 0 ? 1 : 0;
}

process.exitCode = await main();
