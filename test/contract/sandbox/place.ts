import { mkdirSync, mkdtempSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBubblewrapSandbox } from '../../../src/adapters/sandbox/bubblewrapSandbox.ts';
import { createContainerSandbox } from '../../../src/adapters/sandbox/containerSandbox.ts';
import { createNotIsolatedSandbox } from '../../../src/adapters/sandbox/notIsolated.ts';
import { removeTree } from '../../../src/adapters/sandbox/removeTree.ts';
import { currentToolchainHost } from '../../../src/adapters/sandbox/toolchain.ts';
import { createUnavailableSandbox } from '../../../src/adapters/sandbox/unavailableSandbox.ts';
import { createWslSandbox } from '../../../src/adapters/sandbox/wslSandbox.ts';
import type { NetworkGate } from '../../../src/core/sandbox/networkGate.ts';
import { defaultSandboxLimits } from '../../../src/core/sandbox/policy.ts';
import type { Sandbox, SandboxLimits, SandboxPolicy, SandboxResult } from '../../../src/core/sandbox/sandbox.ts';
import { testImage } from './containerImage.ts';

/** A workspace with its copy, scratch and run folders, all below one temporary folder. */
export interface Place {
  readonly root: string;
  readonly workspace: string;
  readonly copy: string;
  readonly scratch: string;
  readonly runs: string;
  readonly policy: SandboxPolicy;
  policyWith(limits: Partial<SandboxLimits>): SandboxPolicy;
  dispose(): void;
}

export function makePlace(parent: string = tmpdir()): Place {
  const root = realpathSync(mkdtempSync(join(parent, 'loopwright-sandbox-')));
  const [workspace, copy, scratch, runs] = ['ws/shop', 'data/copy', 'data/scratch', 'data/runs'].map((name) =>
    join(root, name),
  ) as [string, string, string, string];
  for (const folder of [workspace, copy, scratch, runs]) mkdirSync(folder, { recursive: true });
  for (const folder of [workspace, copy])
    writeFileSync(join(folder, 'tracked.txt'), folder === copy ? 'copy\n' : 'original\n');
  writeFileSync(join(workspace, 'ignored.txt'), 'ORIGINAL-ONLY\n');
  const dependency = join(workspace, 'node_modules', 'dep');
  mkdirSync(dependency, { recursive: true });
  writeFileSync(join(dependency, 'index.js'), 'module.exports = () => 42;\n');
  const policy: SandboxPolicy = {
    copy: { hostPath: copy, mountPath: workspace },
    dependencies: [
      { source: join(workspace, 'node_modules'), target: join(workspace, 'node_modules'), mode: 'overlay' },
    ],
    extraRead: [],
    scratchPath: scratch,
    network: 'none',
    env: {},
    limits: { ...defaultSandboxLimits, wallMs: 30_000 },
  };
  return {
    root,
    workspace,
    copy,
    scratch,
    runs,
    policy,
    policyWith: (limits) => ({ ...policy, limits: { ...policy.limits, ...limits } }),
    dispose: () => removeTree(root),
  };
}

/** A back end under test. */
export interface BackEnd {
  readonly name: string;
  /** Which promises hold. */
  readonly isolated: boolean;
  /** Whose programs commands find. */
  readonly programs: 'host' | 'image' | 'system';
  /** Whether memory, processor time and processes of a command are watched. */
  readonly watches: boolean;
  /** How a dependency is made writable: by a layer that is fresh for each command, or by one copy for a run. */
  readonly dependencies: 'layer' | 'copy';
  create(runs: string, gate?: NetworkGate): Sandbox;
}

const identity = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

const wslStandIn = `#!/bin/bash
[ "$1 $2 $3" = '--distribution Debian --exec' ] || exit 64
shift 3
[ "$1" = wslpath ] && { printf '%s\\n' "\${!#}"; exit; }
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin exec "$@"
`;

/** Says why containers are not tried. */
const noContainers = (why: string): Sandbox =>
  createUnavailableSandbox({
    works: false,
    name: 'container',
    version: undefined,
    isolated: true,
    gaps: [],
    problem: why,
    remedy: '',
  });

function container(engine: 'podman' | 'docker'): BackEnd {
  return {
    name: `container of ${engine}`,
    isolated: true,
    programs: 'image',
    watches: true,
    dependencies: 'copy',
    create(runs, gate) {
      const made = testImage(engine);
      if ('missing' in made) return noContainers(made.missing);
      const { platform, env } = process;
      return createContainerSandbox({
        scratchRoot: runs,
        platform,
        identity,
        searchPath: env.PATH ?? '',
        gate,
        ...made,
      });
    },
  };
}

export const backEnds: readonly BackEnd[] = [
  {
    name: 'bubblewrap',
    isolated: true,
    programs: 'host',
    watches: true,
    dependencies: 'layer',
    create: (runs, gate) =>
      createBubblewrapSandbox({
        scratchRoot: runs,
        platform: process.platform,
        arch: process.arch,
        identity,
        toolchainHost: currentToolchainHost(),
        gate,
      }),
  },
  container('podman'),
  container('docker'),
  {
    name: 'wsl',
    isolated: true,
    programs: 'system',
    watches: false,
    dependencies: 'copy',
    create(runs) {
      // Stands in for wsl.exe, which needs Windows and is not run here: this machine is the distribution, and its paths are the host's.
      const program = join(runs, '..', 'wsl.exe');
      writeFileSync(program, wslStandIn, { mode: 0o755 });
      return createWslSandbox({ scratchRoot: runs, arch: process.arch, program, distribution: 'Debian' });
    },
  },
  {
    name: 'not isolated',
    isolated: false,
    programs: 'host',
    watches: true,
    dependencies: 'copy',
    create: () => createNotIsolatedSandbox(),
  },
];

export const neverAborted = new AbortController().signal;

/** Runs a command in the workspace's own folder. */
export function runIn(
  sandbox: Sandbox,
  place: Place,
  argv: readonly string[],
  more: { policy?: SandboxPolicy; env?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<SandboxResult> {
  const command = { argv, cwd: place.workspace, env: more.env ?? {} };
  return sandbox.run(command, more.policy ?? place.policy, () => undefined, more.signal ?? neverAborted);
}

/** Skips the test and prints why. */
export function skip(context: Mocha.Context, reason: string): never {
  console.log(`      skipped: ${reason}`);
  return context.skip();
}

/** What a sandbox has left in its folder, beside its note that it works here, which is kept on purpose. */
export function leftIn(runs: string): readonly string[] {
  return readdirSync(runs).filter((name) => name !== 'worked.json');
}
