import type { TestCommand } from '../core/evidence/testRunner.ts';
import { commandKey } from '../core/run/reproduce.ts';
import type { TestCommandView } from '../protocol/tests.ts';

/** A command for a pick list or a tree. */
export function toCommandView(command: TestCommand): TestCommandView {
  const { display, runner, why, cwd } = command;
  return { key: commandKey(command), display, runner, why, cwd };
}
