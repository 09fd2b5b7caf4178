import { isCoded } from '../../base/errors.ts';
import type { Tool } from '../tool/tool.ts';
import type { GuardedAction, PolicyGuard } from './policyGuard.ts';

/** Tools that run code, of the project or written for the call; commands that the workspace declares do so, too. */
const running: ReadonlySet<string> = new Set(['run_tests', 'diagnostics', 'run_code']);

/** What using a tool is: commands of the workspace are `declared`. */
export function toolAction(tool: string, isDeclared: boolean): GuardedAction {
  return { intent: isDeclared || running.has(tool) ? 'build' : 'read', tool };
}

/**
 * A tool of an agent behind the guard. One that is refused whatever a person says is not offered to the model; a model that asks for
 * it all the same is told why not, and that is on record.
 */
export function guardedTool(tool: Tool, guard: PolicyGuard, { isDeclared }: { readonly isDeclared: boolean }): Tool {
  const action = { ...toolAction(tool.name, isDeclared), byModel: true };
  return {
    ...tool,
    ...(guard.offers(action) ? {} : { withheld: true as const }),
    async run(input, signal) {
      try {
        return await guard.around(action, () => tool.run(input, signal), signal);
      } catch (error) {
        if (!isPolicy(error)) throw error;
        return { text: `${error.message} Go on without it.`, isError: true, summary: error.code };
      }
    },
  };
}

function isPolicy(error: unknown): error is Error & { readonly code: string } {
  return isCoded(error) && error.code.startsWith('policy.');
}
