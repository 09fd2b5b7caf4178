import { CodedError } from '../../base/errors.ts';
import type { Sandbox, SandboxProbe } from '../../core/sandbox/sandbox.ts';

/** Creates the back end of a host where nothing isolates: it says why and runs nothing. */
export function createUnavailableSandbox(probe: SandboxProbe): Sandbox {
  return {
    mountsCopy: true,
    probe: () => Promise.resolve(probe),
    run: () =>
      Promise.reject(
        new CodedError(
          'sandbox.unavailable',
          probe.problem ?? 'No sandbox works here.',
          probe.remedy === undefined ? {} : { hint: probe.remedy },
        ),
      ),
  };
}
