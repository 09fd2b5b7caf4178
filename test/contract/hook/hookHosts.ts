import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCommandHook } from '../../../src/adapters/hook/commandHook.ts';
import { createModuleHook } from '../../../src/adapters/hook/moduleHook.ts';
import { createNotIsolatedSandbox } from '../../../src/adapters/sandbox/notIsolated.ts';
import { findByEnvironment, killHard, listTree } from '../../../src/adapters/sandbox/processTree.ts';
import type { HookDefinition, HookRunner } from '../../../src/core/hook/hook.ts';
import { createSandboxedHook, type RunSandboxed } from '../../../src/core/hook/sandboxedHook.ts';
import type { Sandbox } from '../../../src/core/sandbox/sandbox.ts';
import { backEnds, makePlace, neverAborted, type Place } from '../sandbox/place.ts';

export const behavioursFile = path.join(import.meta.dirname, 'behaviours.mjs');

/** A runner under test, and a hook of it that does what the behaviour says. */
export interface HookHost {
  readonly runner: HookRunner;
  define(behaviour: string): HookDefinition;
  dispose(): void;
}

export function defineHook(more: Partial<HookDefinition>): HookDefinition {
  return {
    name: 'tested',
    origin: 'person',
    points: ['gate'],
    action: { kind: 'command', argv: [] },
    only: {},
    timeoutMs: 5_000,
    onError: 'refuse',
    env: [],
    ...more,
  };
}

const processes = { listTree, findByEnvironment, killHard };

/** Options of the runners on the host, with a folder of their own. */
export function hostOptions(env: Readonly<Record<string, string | undefined>> = process.env) {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'loopwright-hooks-')));
  return { folder, env, processes, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Runs commands in a sandbox with a text on their stdin, which the sandbox itself has no way to give. */
export function runSandboxedIn(sandbox: Sandbox, place: Place): RunSandboxed {
  let last = 0;
  return async (argv, stdinText, timeoutMs, signal) => {
    last += 1;
    const input = path.join(place.scratch, `hook-${last}.json`);
    writeFileSync(input, stdinText);
    const { exitCode, stdout, limit } = await sandbox.run(
      { argv: ['/bin/sh', '-c', 'exec "$@" <"$0"', input, ...argv], cwd: place.workspace, env: {} },
      place.policyWith({ wallMs: timeoutMs, outputBytes: 1_000_000 }),
      () => undefined,
      signal,
    );
    return { exitCode, stdout, timedOut: limit === 'wallMs' };
  };
}

/** The runners of the contract. `create` gives undefined where its back end does not work. */
export const hookHosts: readonly { readonly name: string; create(): Promise<HookHost | undefined> }[] = [
  {
    name: 'command',
    async create() {
      const options = hostOptions();
      const argv = (behaviour: string) => ['node', behavioursFile, behaviour];
      return {
        runner: createCommandHook(options),
        define: (behaviour) => defineHook({ action: { kind: 'command', argv: argv(behaviour) } }),
        dispose: options.dispose,
      };
    },
  },
  {
    name: 'module',
    async create() {
      const options = hostOptions();
      const runner = createModuleHook(options);
      return {
        runner,
        define: () => defineHook({ action: { kind: 'module', file: behavioursFile } }),
        dispose() {
          runner.dispose();
          options.dispose();
        },
      };
    },
  },
  ...backEnds.map(({ name, create }) => ({
    name: `sandboxed, ${name}`,
    async create() {
      const place = makePlace();
      const sandbox = name === 'bubblewrap' ? create(place.runs) : createNotIsolatedSandbox();
      if (!(await sandbox.probe(neverAborted)).works) return undefined;
      mkdirSync(path.join(place.copy, '.loopwright'));
      writeFileSync(path.join(place.copy, '.loopwright/behaviours.mjs'), readFileSync(behavioursFile));
      return {
        runner: createSandboxedHook(runSandboxedIn(sandbox, place)),
        define: (behaviour: string) =>
          defineHook({
            origin: 'workspace',
            action: { kind: 'command', argv: ['node', '.loopwright/behaviours.mjs', behaviour] },
          }),
        dispose: () => place.dispose(),
      };
    },
  })),
];

/** A number of seconds to sleep that no other process sleeps. */
export function uniqueSeconds(): string {
  return `${randomInt(10_000, 99_999)}.${randomInt(100_000, 999_999)}`;
}

/** The processes of this machine whose command line holds a text. */
export function processesNaming(text: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        // It has ended meanwhile.
        return false;
      }
    });
}
