import { isCoded } from '../../../base/errors.ts';
import { countCases } from '../../evidence/testReport.ts';
import type { TestCommand } from '../../evidence/testRunner.ts';
import type { StoredFact } from '../../memory/fact.ts';
import { dropCommand, rememberedCommand, whyBroken, whyMissing } from '../rememberedCommand.ts';
import { findCommand, type Reproduction, reproduce } from '../reproduce.ts';
import { texts } from './nodeInput.ts';
import type { NodeHandler, NodeScope } from './nodeScope.ts';

/**
 * `tests.reproduce`: runs the tests as they are, and the red ones again. With `fix: false` the red ones are not what the run is
 * for: a change then only has to break nothing. Output: `{passed, failed, flaky, reproduction}`.
 */
export const reproduceNode: NodeHandler = async (input, { run, ports }, signal) => {
  const named = texts(input.tests);
  const isFix = input.fix !== false;
  const start = await commandFor({ run, ports }, { named, trustsMemory: true }, signal);
  await ports.log.append({ type: 'tests.found', command: start.command, others: start.others }, signal);
  return run.copy.alone(async (copy) => {
    const coverage = isFix && run.settings.repairMs !== 0;
    const see = (command: TestCommand) => reproduce(ports, { copy, command, named, coverage }, signal);
    const anew = async (stored: StoredFact, why: string) => {
      await dropCommand(ports, stored, why, signal);
      const found = await commandFor({ run, ports }, { named, trustsMemory: false }, signal);
      await ports.log.append({ type: 'tests.found', command: found.command, others: found.others }, signal);
      await run.copy.restore(copy, signal);
      return see(found.command);
    };
    const reproduction = await reproduceRemembered(start, { see, anew });
    const kept = await run.keepReproduction(
      isFix ? reproduction : { ...reproduction, red: [] },
      { log: ports.log, nothing: isFix ? sayNothing(reproduction, named) : undefined },
      signal,
    );
    const { before, red, flaky } = reproduction;
    const { passed } = countCases(before.cases);
    return { passed, failed: red.map(({ id }) => id), flaky, reproduction: kept };
  }, signal);
};

interface ChosenCommand {
  readonly command: TestCommand;
  readonly others: number;
  /** Memory named the command. */
  readonly stored?: StoredFact;
}

/** The command that the person named, else the one that the team keeps, else the one that is found, else one that was given once. */
async function commandFor(
  { run, ports }: Pick<NodeScope, 'run' | 'ports'>,
  { named, trustsMemory }: { readonly named: readonly string[]; readonly trustsMemory: boolean },
  signal: AbortSignal,
): Promise<ChosenCommand> {
  const { testCommand, commandKey } = run.settings;
  const asks = trustsMemory && testCommand === undefined && commandKey === undefined;
  const kept = asks ? await rememberedCommand(ports, 'kept', signal) : undefined;
  if (kept) return { ...kept, others: 0 };
  try {
    return await findCommand(
      ports.finder,
      { workspacePath: ports.workspace.path, named, testCommand, commandKey },
      signal,
    );
  } catch (error) {
    const given =
      asks && isCoded(error, 'tests.noRunner') ? await rememberedCommand(ports, 'given', signal) : undefined;
    if (!given) throw error;
    return { ...given, others: 0 };
  }
}

/** Reproduces with the command that was chosen; one that memory named is not believed when it does not work. */
async function reproduceRemembered(
  { command, stored }: ChosenCommand,
  {
    see,
    anew,
  }: {
    see(command: TestCommand): Promise<Reproduction>;
    anew(stored: StoredFact, why: string): Promise<Reproduction>;
  },
): Promise<Reproduction> {
  if (!stored) return see(command);
  try {
    const reproduction = await see(command);
    const why = whyMissing(reproduction);
    return why === undefined ? reproduction : await anew(stored, why);
  } catch (error) {
    const why = whyBroken(error);
    if (why === undefined) throw error;
    return anew(stored, why);
  }
}

/** Why there is nothing to fix; undefined when there is. */
function sayNothing({ before, flaky, wanted, red }: Reproduction, named: readonly string[]): string | undefined {
  if (red.length > 0) return undefined;
  if (flaky.length > 0) return `what was red once was green the next time (flaky: ${flaky.join(', ')})`;
  if (before.source === 'exit-code') return 'the test command succeeds';
  const { passed, skipped } = countCases(wanted);
  const tests = named.length > 0 ? `${passed} of the tests named pass` : `all ${passed} tests pass`;
  return skipped > 0 ? `${tests}, ${skipped} skipped` : tests;
}
