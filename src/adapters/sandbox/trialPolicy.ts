import { defaultSandboxLimits } from '../../core/sandbox/policy.ts';
import type { SandboxPolicy } from '../../core/sandbox/sandbox.ts';

/** The policy of the command by which a back end is tried: a copy and a scratch folder, and nothing else of the machine. */
export function trialPolicy(
  { hostPath, mountPath }: SandboxPolicy['copy'],
  { scratchPath, wallMs }: { readonly scratchPath: string; readonly wallMs: number },
): SandboxPolicy {
  return {
    copy: { hostPath, mountPath },
    dependencies: [],
    extraRead: [],
    scratchPath,
    network: 'none',
    env: {},
    limits: { ...defaultSandboxLimits, wallMs },
  };
}
