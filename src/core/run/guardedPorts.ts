import type { CopyFiles } from '../tool/tool.ts';
import type { CommandNetwork } from './commandNetwork.ts';
import type { FixPorts } from './fixPorts.ts';
import type { PolicyGuard } from './policyGuard.ts';
import type { WorkingCopy } from './workingCopy.ts';

/** What a node works with, each action of it behind the guard: files that are written, and everything that runs code of the project. */
export function guardedPorts(ports: FixPorts, guard: PolicyGuard): FixPorts {
  const { runTests, runCommand, openWarm, analysis } = ports;
  const build = (command: readonly string[] | undefined, signal: AbortSignal) =>
    guard.require({ intent: 'build', command }, signal);
  return {
    ...ports,
    protectedBy: (path) => guard.protectedBy(path),
    openFiles: (copy) => guardedFiles(ports.openFiles(copy), guard),
    async runTests(request, signal) {
      const { argv } = request.command;
      await build(argv, signal);
      const network = await guard.reach(argv, { network: false }, signal);
      return recorded(network, runTests(network ? { ...request, network } : request, signal));
    },
    async runCommand({ needsNetwork = false, ...request }, signal) {
      const { argv, offline } = request;
      await build(argv, signal);
      const network = offline ? undefined : await guard.reach(argv, { network: needsNetwork }, signal);
      return recorded(network, runCommand(network ? { ...request, network } : request, signal));
    },
    ...(openWarm
      ? {
          async openWarm(opening, signal) {
            const { argv } = opening.command;
            await build(argv, signal);
            const network = await guard.reach(argv, { network: false }, signal);
            return openWarm(network ? { ...opening, network } : opening, signal);
          },
        }
      : {}),
    analysis: {
      detect: (...given) => analysis.detect(...given),
      introduced: (...given) => analysis.introduced(...given),
      async run(...given) {
        await build(undefined, given[3]);
        return analysis.run(...given);
      },
      async fix(...given) {
        await build(undefined, given[3]);
        return analysis.fix(...given);
      },
    },
    async takeOver(error) {
      const next = await ports.takeOver(error);
      return next && guardedPorts(next, guard);
    },
  };
}

/** What came of a command, once all that was decided about hosts it asked for is on record. */
async function recorded<T>(network: CommandNetwork | undefined, running: Promise<T>): Promise<T> {
  try {
    return await running;
  } finally {
    await network?.recorded();
  }
}

function guardedFiles(files: CopyFiles, guard: PolicyGuard): CopyFiles {
  return {
    list: (signal) => files.list(signal),
    read: (path, signal) => files.read(path, signal),
    async write(path, content, signal) {
      await guard.require({ intent: 'edit' }, signal);
      return files.write(path, content, signal);
    },
  };
}

/** The copy of a run, which a command cannot change where an edit could not. What it has left there is taken away then. */
export function guardedCopy(copy: WorkingCopy, guard: PolicyGuard): WorkingCopy {
  return {
    ...copy,
    within: (log) => guardedCopy(copy.within(log), guard),
    async settle(changes, signal) {
      try {
        await guard.require({ intent: 'edit' }, signal);
        guard.requireUnprotected(changes.keys());
      } catch (error) {
        await copy.restore(await copy.open(signal), signal);
        throw error;
      }
      return copy.settle(changes, signal);
    },
  };
}
