// The parts of npm run bench:vscode that need a real VS Code: activation, the event loop, memory.
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromiumPath } from '../../test/e2e/harness/chromium.ts';
import { acceptAll, awaitReview, startFix } from '../../test/e2e/harness/flows.ts';
import { type Session, startSession } from '../../test/e2e/harness/session.ts';
import { smallProject } from '../../test/e2e/harness/smallProject.ts';
import type { Workbench } from '../../test/e2e/harness/workbench.ts';
import { eventually } from '../../test/eventually.ts';
import { type Block, type Memory, Probe } from './probe.ts';
import { longestStretches, type Stretch } from './profileBlocks.ts';
import { median, round } from './statistics.ts';

const ours = 'loopwright.loopwright';

/** What VS Code says that activation took, start by start, and what was loaded for it. */
export interface ActivationFigures {
  readonly activationMs: readonly number[];
  /** Files by path below the extension, and their bytes. */
  readonly loaded: readonly { readonly file: string; readonly bytes: number }[];
}

/** The longest block of the event loop in each of some whole runs, and in as long a time without one. */
export interface LoopFigures {
  readonly runs: readonly LongestBlocks[];
  readonly idle: LongestBlocks;
  /** In one more run, sampled every millisecond: the longest stretches in which code of the extension was on the stack. */
  readonly ours: readonly Stretch[];
  /** The same of all other extensions, those that come with VS Code. */
  readonly others: readonly Stretch[];
}

/** On the clock, and of one block the most time of the thread on a processor; how many were above the bar. */
export interface LongestBlocks {
  readonly seconds: number;
  readonly maxMs: number;
  readonly maxCpuMs: number;
  readonly above20: number;
}

/** Resident memory of the extension host and of its engine before the first run, after the first, and after all, in MB. */
export interface MemoryFigures {
  readonly before: Memory;
  readonly afterFirst: Memory;
  readonly after: Memory;
  readonly runs: number;
}

/** One VS Code with the packaged extension and the probe in its extension host. */
export class BenchHost {
  readonly #session: Session;
  readonly #probeFile: string;
  readonly #folder: string;

  private constructor(session: Session, probeFile: string) {
    this.#session = session;
    this.#probeFile = probeFile;
    this.#folder = session.makeFolder('small', smallProject);
  }

  /** `folder`: where the probe says how it is reached. */
  static async start(folder: string): Promise<BenchHost> {
    const probeFile = path.join(folder, 'probe.json');
    const { CHROMIUM_PATH } = process.env;
    process.env.CHROMIUM_PATH = lowBrowser(folder);
    try {
      const session = await startSession({
        extensions: [path.join(import.meta.dirname, 'probe')],
        env: { PROBE_FILE: probeFile },
      });
      return new BenchHost(session, probeFile);
    } finally {
      if (CHROMIUM_PATH === undefined) delete process.env.CHROMIUM_PATH;
      else process.env.CHROMIUM_PATH = CHROMIUM_PATH;
    }
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  /** A window with an extension host of its own. */
  async #open(): Promise<{ readonly workbench: Workbench; readonly probe: Probe }> {
    Probe.forget(this.#probeFile);
    const workbench = await this.#session.open(this.#folder);
    return { workbench, probe: await Probe.find(this.#probeFile) };
  }

  /** Each start is a new extension host. What is loaded is looked at in one more, whose time is not counted. */
  async measureActivation(starts: number): Promise<ActivationFigures> {
    const activationMs: number[] = [];
    for (let start = 0; start < starts; start++) {
      const { workbench, probe } = await this.#activate();
      activationMs.push(await reportedMs(workbench, probe));
    }
    writeFileSync(`${this.#probeFile}.loads`, '');
    const { probe } = await this.#activate();
    const files = await probe.activate(ours);
    rmSync(`${this.#probeFile}.loads`);
    const loaded = files.map((file) => ({
      file: file.slice(file.indexOf(`${path.sep}dist${path.sep}`) + 1),
      bytes: statSync(file).size,
    }));
    return { activationMs, loaded };
  }

  /** By opening its view, as a person does. */
  async #activate(): Promise<{ readonly workbench: Workbench; readonly probe: Probe }> {
    const opened = await this.#open();
    const { probe } = opened;
    if (await probe.isActive(ours)) throw new Error('the extension is active before anything asked for it');
    await probe.command('workbench.view.extension.loopwright');
    await eventually(() => probe.isActive(ours), 'the extension is active');
    return opened;
  }

  /** Whole fixes: from the palette until the change is applied, with the views and the Review panel open. */
  async measureLoop(runs: number): Promise<LoopFigures> {
    const { workbench, probe } = await this.#openSettled();
    const found: LongestBlocks[] = [];
    for (let run = 0; run < runs; run++) {
      await this.#breakAgain();
      found.push(await watched(probe, () => fixAndApply(workbench)));
      await probe.command('workbench.action.closeAllEditors');
    }
    const seconds = median(found.map((one) => one.seconds));
    const idle = await watched(probe, () => pause(seconds * 1_000));
    return { runs: found, idle, ...(await this.#profileRun()) };
  }

  /** The first run of another window, sampled: what in it is of the extension itself, and of the others in its host. */
  async #profileRun(): Promise<Pick<LoopFigures, 'ours' | 'others'>> {
    const { workbench, probe } = await this.#openSettled();
    await this.#breakAgain();
    await probe.startProfile();
    await fixAndApply(workbench);
    const profile = await probe.stopProfile();
    const isOurs = (url: string) => url.includes('/loopwright.loopwright-');
    const isOther = (url: string) => url.includes('/extensions/') && !isOurs(url) && !url.includes('.bench-probe-');
    return {
      ours: longestStretches(profile, isOurs).slice(0, 3),
      others: longestStretches(profile, isOther).slice(0, 3),
    };
  }

  /** A window with the Runs view and a source file open, once VS Code's own extensions have started. */
  async #openSettled() {
    await this.#breakAgain();
    const opened = await this.#open();
    const { workbench, probe } = opened;
    await workbench.openFile('window.js');
    await workbench.showRuns();
    for (let tries = 0; tries < 10; tries++) {
      const { maxCpuMs } = await watched(probe, () => pause(3_000));
      if (maxCpuMs < 20) break;
    }
    return opened;
  }

  /** Fixes one after the other in one window, each until its Review panel is open, which is closed then. */
  async measureMemory(runs: number): Promise<MemoryFigures> {
    const { workbench, probe } = await this.#openSettled();
    const before = await probe.rssMb();
    let afterFirst = before;
    for (let run = 0; run < runs; run++) {
      await this.#breakAgain();
      await probe.command('loopwright.fixAllTests');
      await workbench.page.getByRole('tab', { name: /^Review/ }).waitFor({ timeout: 120_000 });
      await probe.command('workbench.action.closeAllEditors');
      await workbench.page.getByRole('tab', { name: /^Review/ }).waitFor({ state: 'detached', timeout: 60_000 });
      if (run === 0) afterFirst = await probe.rssMb();
    }
    return { before, afterFirst, after: await probe.rssMb(), runs };
  }

  /** Puts the defect back that the run before took away, and forgets what that run learnt: each one searches. */
  async #breakAgain(): Promise<void> {
    const file = 'src/window.js';
    const workspaces = path.join(this.#session.home, 'workspaces');
    for (const name of existsSync(workspaces) ? readdirSync(workspaces) : [])
      rmSync(path.join(workspaces, name, 'memory'), { recursive: true, force: true });
    writeFileSync(path.join(this.#folder, file), smallProject[file] ?? '');
  }
}

/**
 * The browser with the least claim to a processor. It draws in software here, on the processors of the extension host, what a
 * graphics card draws for a person.
 */
function lowBrowser(folder: string): string {
  const file = path.join(folder, 'low-browser');
  // It is started in a session of its own, and Linux weighs sessions first.
  const session = 'echo 19 2>/dev/null >/proc/self/autogroup';
  writeFileSync(file, `#!/bin/sh\n${session}\nexec nice -n 19 '${chromiumPath()}' "$@"\n`, { mode: 0o700 });
  return file;
}

/** What the editor *Running Extensions* shows for the extension: loading its code and calling it. */
async function reportedMs({ page }: Workbench, probe: Probe): Promise<number> {
  await page.setViewportSize({ width: 1400, height: 3_000 });
  await probe.command('workbench.action.showRuntimeExtensions');
  const row = page.locator('.runtime-extensions-editor .extension', {
    has: page.locator('.name', { hasText: /^Loopwright$/ }),
  });
  const said = () => row.locator('.activation-time').textContent();
  const text = await eventually(async () => /Activation: (\d+)ms/.exec((await said()) ?? '')?.[1], 'VS Code says it');
  return Number(text);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function fixAndApply(workbench: Workbench): Promise<void> {
  await startFix(workbench);
  const panel = await awaitReview(workbench);
  await acceptAll(panel);
  await panel.getByText(/Applied 1 change/).waitFor({ timeout: 60_000 });
}

async function watched(probe: Probe, action: () => Promise<unknown>): Promise<LongestBlocks> {
  const began = performance.now();
  await probe.startLoop();
  await action();
  const { blocks } = await probe.stopLoop();
  const most = (of: (block: Block) => number) => round(Math.max(0, ...blocks.map(of)));
  return {
    seconds: round((performance.now() - began) / 1_000),
    maxMs: most(({ ms }) => ms),
    maxCpuMs: most(({ cpuMs }) => cpuMs),
    above20: blocks.filter(({ ms }) => ms > 20).length,
  };
}
