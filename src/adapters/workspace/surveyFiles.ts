import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../base/abort.ts';
import { CodedError } from '../../base/errors.ts';
import { isGitName, linkStaysInside } from './treePath.ts';

/** The most that a copy may hold. */
export interface CopyLimits {
  readonly files: number;
  readonly bytes: number;
}

/** Which of the listed files go into the copy. */
export interface Survey {
  readonly paths: readonly string[];
  readonly bytes: number;
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
}

/**
 * Looks at every listed file, without following links, and leaves out what a copy cannot hold. Files that vanished since the
 * listing are left out silently. Throws CodedError `workspace.tooLarge` above the limits.
 */
export async function surveyFiles(
  workspace: string,
  files: readonly string[],
  limits: CopyLimits,
  signal: AbortSignal,
): Promise<Survey> {
  if (files.length > limits.files) throw tooLarge(`${files.length} files`, limits);
  const paths: string[] = [];
  const skipped: { path: string; why: string }[] = [];
  const linkFolders = new Map<string, boolean>();
  let bytes = 0;
  for (const [index, path] of files.entries()) {
    // Synchronous calls are ten times faster; a pause now and then keeps the host responsive.
    if (index % 500 === 499) {
      await nextTurn();
      throwIfAborted(signal);
    }
    const stat = lstatSync(join(workspace, path), { throwIfNoEntry: false });
    if (!stat || behindLink(workspace, path, linkFolders)) continue;
    const why = reasonToSkip(workspace, path, stat);
    if (why) {
      skipped.push({ path, why });
      continue;
    }
    paths.push(path);
    bytes += stat.size;
    if (bytes > limits.bytes) throw tooLarge(`more than ${Math.floor(limits.bytes / 2 ** 20)} MiB`, limits);
  }
  return { paths, bytes, skipped };
}

function reasonToSkip(workspace: string, path: string, stat: Stats): string | undefined {
  if (path.includes('\uFFFD')) return 'the name is not valid UTF-8';
  if (path.split('/').some(isGitName)) return 'it looks like a git folder';
  if (stat.isSymbolicLink()) {
    const target = readlinkSync(join(workspace, path));
    return linkStaysInside(path, target) ? undefined : 'a symbolic link that leaves the workspace';
  }
  return stat.isFile() ? undefined : 'neither a file nor a symbolic link';
}

/** True when a folder on the way is a link: a tracked path may be, after its folder was exchanged for one. */
function behindLink(workspace: string, path: string, known: Map<string, boolean>): boolean {
  const end = path.lastIndexOf('/');
  if (end < 0) return false;
  const folder = path.slice(0, end);
  const answer = known.get(folder);
  if (answer !== undefined) return answer;
  const stat = lstatSync(join(workspace, folder), { throwIfNoEntry: false });
  const behind = !stat?.isDirectory() || behindLink(workspace, folder, known);
  known.set(folder, behind);
  return behind;
}

/** The workspace, or what is taken of it, is more than a copy may hold. */
export function tooLarge(found: string, limits: CopyLimits): CodedError {
  return new CodedError('workspace.tooLarge', `The workspace is too large to copy: ${found}.`, {
    hint: `Open a smaller folder, or add what a run does not need to .gitignore (limit: ${limits.files} files, ${Math.floor(limits.bytes / 2 ** 20)} MiB).`,
    details: { ...limits },
  });
}
