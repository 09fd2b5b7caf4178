import { CodedError } from '../../base/errors.ts';
import type { SandboxCommand, SandboxPolicy } from '../../core/sandbox/sandbox.ts';

/** Where a distribution shows drives and what it is called. */
export interface WslPlace {
  /** Folder of the drives: `/mnt`, unless its wsl.conf says otherwise. */
  readonly root: string;
  readonly distribution: string | undefined;
}

/** A path of Windows as the distribution has it. Throws `sandbox.badPolicy` for one that it does not have. A path of Linux stays. */
export function wslPath(path: string, { root, distribution }: WslPlace): string {
  if (/^\/(?!\/)/.test(path)) return path;
  const drive = /^([A-Za-z]):[\\/](.*)$/s.exec(path);
  if (drive) return joined(root, drive[1]?.toLowerCase() ?? '', drive[2] ?? '');
  const share = /^[\\/]{2}wsl(?:\.localhost|\$)[\\/]([^\\/]+)[\\/]?(.*)$/is.exec(path);
  if (share && (distribution === undefined || share[1]?.toLowerCase() === distribution.toLowerCase()))
    return joined('', share[2] ?? '');
  throw new CodedError('sandbox.badPolicy', `The distribution does not have this folder of Windows: ${path}`, {
    hint: 'Open the workspace from a drive, or inside the distribution.',
  });
}

function joined(...parts: readonly string[]): string {
  const names = parts.flatMap((part) => part.split(/[\\/]/)).filter((name) => name !== '' && name !== '.');
  if (names.includes('..'))
    throw new CodedError('sandbox.badPolicy', `A folder that leads out of itself: ${parts.join('/')}`);
  return `/${names.join('/')}`;
}

/** The policy with all of its folders as the distribution has them. */
export function policyInWsl(policy: SandboxPolicy, place: WslPlace): SandboxPolicy {
  const map = (path: string): string => wslPath(path, place);
  const { copy, dependencies, extraRead, scratchPath } = policy;
  return {
    ...policy,
    copy: { hostPath: map(copy.hostPath), mountPath: map(copy.mountPath) },
    dependencies: dependencies.map((one) => ({ ...one, source: map(one.source), target: map(one.target) })),
    extraRead: extraRead.map(map),
    scratchPath: map(scratchPath),
  };
}

/** The command with each path of the workspace, its copy and the scratch folder as the distribution has it, wherever it stands. */
export function commandInWsl(command: SandboxCommand, policy: SandboxPolicy, place: WslPlace): SandboxCommand {
  const known = [policy.copy.mountPath, policy.copy.hostPath, policy.scratchPath];
  const map = (text: string): string => known.reduce((now, from) => mapped(now, from, place), text);
  return {
    ...command,
    argv: command.argv.map(map),
    cwd: wslPath(command.cwd, place),
    env: Object.fromEntries(Object.entries(command.env).map(([name, value]) => [name, map(value)])),
  };
}

/** Moves `from` and the rest of each path below it, up to what ends a path. Windows does not tell capitals from small letters. */
function mapped(text: string, from: string, place: WslPlace): string {
  if (from.startsWith('/')) return text;
  const escaped = from.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\\\\', '[\\\\/]');
  const whole = new RegExp(`(^|[=:,; "'(])(${escaped})((?:[\\\\/][^\\\\/:*?"<>|,;']*)*)(?=$|[:,; "')])`, 'gi');
  return text.replaceAll(
    whole,
    (_all, before: string, base: string, rest: string) => before + wslPath(base + rest, place),
  );
}
