import { CodedError } from '../../base/errors.ts';
import { isVariableName } from '../../core/sandbox/policy.ts';
import type { SandboxCommand, SandboxPolicy } from '../../core/sandbox/sandbox.ts';

/** What differs between back ends. */
export interface EnvironmentPlaces {
  readonly path: string;
  readonly home: string;
  readonly temporary: string;
}

/**
 * The whole environment of a command: a fixed base, the policy's, then the command's own. A PATH given by either is put in
 * front of the sandbox's, so that a project's own tools win and the interpreters stay reachable.
 */
export function commandEnvironment(
  command: SandboxCommand,
  policy: SandboxPolicy,
  places: EnvironmentPlaces,
): Record<string, string> {
  const given = { ...policy.env, ...command.env };
  for (const [name, value] of Object.entries(given))
    if (!isVariableName(name) || value.includes('\0'))
      throw new CodedError(
        'sandbox.badPolicy',
        `The command's environment has a name or value that cannot be passed: ${name}`,
      );
  return {
    HOME: places.home,
    TMPDIR: places.temporary,
    LANG: 'C.UTF-8',
    CI: '1',
    TERM: 'dumb',
    GIT_CONFIG_NOSYSTEM: '1',
    ...given,
    PATH: given.PATH ? `${given.PATH}:${places.path}` : places.path,
  };
}
