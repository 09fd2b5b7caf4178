import { CodedError } from '../../base/errors.ts';
import type { SandboxCommand, SandboxPolicy } from '../../core/sandbox/sandbox.ts';

/** A line that is longer is mapped as far as it is there. */
const longestLine = 16 * 1024;

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

/**
 * A text of programs inside with each path of the workspace, its copy, the scratch folder and what can be read as Windows has it, by `/`: in
 * JSON, XML and addresses a backslash would mean something else. Paths of the distribution itself stay.
 */
export function textFromWsl(text: string, policy: SandboxPolicy, place: WslPlace): string {
  const { copy, scratchPath, extraRead } = policy;
  return [copy.mountPath, copy.hostPath, scratchPath, ...extraRead]
    .filter((path) => !/^\/(?!\/)/.test(path))
    .sort((a, b) => b.length - a.length)
    .reduce((now, path) => {
      const [inside, outside] = [wslPath(path, place), path.replaceAll('\\', '/').replace(/\/+$/, '')];
      const asAddress = outside.startsWith('//') ? encodeURI(outside) : `/${encodeURI(outside)}`;
      return moved(moved(now, `file://${encodeURI(inside)}`, `file://${asAddress}`), inside, outside);
    }, text);
}

/** Exchanges a folder where it stands as a whole path, with what is below it or without. */
function moved(text: string, from: string, to: string): string {
  const escaped = from.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replaceAll(new RegExp(`(?<![\\w./~-])${escaped}(?![\\w~-]|\\.\\w)`, 'g'), () => to);
}

/** The same for a text that comes in pieces, line by line: a path may be cut between two. */
export function lineByLine(map: (text: string) => string, onText: (text: string) => void) {
  let kept = '';
  return {
    push(piece: string): void {
      kept += piece;
      const cut = kept.length > longestLine ? kept.length : kept.lastIndexOf('\n') + 1;
      if (cut > 0) onText(map(kept.slice(0, cut)));
      kept = kept.slice(cut);
    },
    end(): void {
      if (kept !== '') onText(map(kept));
      kept = '';
    },
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
