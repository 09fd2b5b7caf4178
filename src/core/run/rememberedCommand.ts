import { isCoded } from '../../base/errors.ts';
import type { TestCommand } from '../evidence/testRunner.ts';
import type { StoredFact } from '../memory/fact.ts';
import type { FixPorts } from './fixPorts.ts';
import type { Reproduction } from './reproduce.ts';

/** A command that runs the tests here, as memory has it. */
export interface RememberedCommand {
  readonly stored: StoredFact;
  readonly command: TestCommand;
}

/**
 * The test command that memory names, checked against the project's files: a script that is gone, or a runner that is no longer
 * recognised, is dropped, and that is said. `kept` asks for what the team keeps, which goes before what is found; else for what a
 * person gave once, which is used where nothing is found.
 */
export async function rememberedCommand(
  { memory, finder, log, workspace }: Pick<FixPorts, 'memory' | 'finder' | 'log' | 'workspace'>,
  which: 'kept' | 'given',
  signal: AbortSignal,
): Promise<RememberedCommand | undefined> {
  if (!memory || (which === 'kept' && !(await memory.keeps(signal)))) return undefined;
  const known = await memory.all(signal);
  const commands = known.filter(
    ({ fact, place }) =>
      fact.kind === 'test-command' &&
      fact.command !== undefined &&
      (which === 'kept' ? place === 'kept' : place !== 'kept' && fact.by === 'given'),
  );
  for (const stored of commands) {
    const { id, command = '', folder = '', runner } = stored.fact;
    const found = await finder.recognise(
      folder === '' ? workspace.path : `${workspace.path}/${folder}`,
      command,
      signal,
    );
    const why = runner === undefined || runner === found.runner ? undefined : `it is no longer recognised as ${runner}`;
    if (why === undefined) {
      await log.append({ type: 'memory.recalled', use: 'test-command', facts: [id] }, signal);
      return { stored, command: { ...found, cwd: folder, why: `remembered: ${id}` } };
    }
    await dropCommand({ memory, log }, stored, why, signal);
  }
  return undefined;
}

/** Says that a remembered command does not work, and forgets it. */
export async function dropCommand(
  { memory, log }: Pick<FixPorts, 'memory' | 'log'>,
  stored: StoredFact,
  why: string,
  signal: AbortSignal,
): Promise<void> {
  await log.append({ type: 'memory.dropped', fact: stored.fact.id, why }, signal);
  await memory?.drop(stored, 'forget', signal);
}

/** Failures after which a remembered command is not believed any longer: nothing ran, or nothing that can be read came of it. */
const broken: ReadonlySet<string> = new Set(['tests.noneRan', 'tests.crashed', 'tests.reportMissing']);

/** Why a remembered command does not work, by the error that it ended with; undefined for one that says nothing of it. */
export function whyBroken(error: unknown): string | undefined {
  return isCoded(error) && broken.has(error.code) ? error.message : undefined;
}

/** What a shell or a package manager prints then. Looked for a line at a time: what was printed may be one line without end. */
const nothingToRun = /missing script|command not found|: not found|No such file or directory|No rule to make target/i;

/** The same for a command of which only the exit code is known: a shell or a package manager that finds nothing to run says so. */
export function whyMissing({ before, output }: Pick<Reproduction, 'before' | 'output'>): string | undefined {
  if (before.source !== 'exit-code' || before.exitCode === 0) return undefined;
  const line = output.split('\n').find((one) => nothingToRun.test(one));
  const said = line?.replace(/^.*?(?=missing script)/i, '');
  const isShell = before.exitCode === 127 || before.exitCode === 126;
  if (!isShell && !/missing script|No rule to make target/i.test(said ?? '')) return undefined;
  return `it ended with exit code ${before.exitCode}: ${(said ?? output).trim().slice(0, 200)}`;
}
