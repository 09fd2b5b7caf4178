/** What a path of an edit is: usable as it stands in `path`, or refused. */
export type PathCheck =
  | { readonly kind: 'ok'; readonly path: string }
  | { readonly kind: 'refused'; readonly why: string };

const longestPath = 1024;
/** Bytes of UTF-8 most file systems give to one name. */
const longestName = 255;

/** Code points HFS+ leaves out when it compares names, so `.g\u200Cit` is `.git` there (CVE-2014-9390). */
const ignorable = /\u00AD|[\u200B-\u200F]|[\u202A-\u202E]|[\u2060-\u206F]|[\uFE00-\uFE0F]|\uFEFF/gu;
const windowsDevice = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?$/i;

/**
 * Whether an edit may name this path: relative to the workspace, with `/`, without any way out of it or into `.git`, and
 * the same file on every platform. A leading `./` is dropped. Links on the disk are the workspace adapter's matter.
 */
export function checkEditPath(given: string): PathCheck {
  const path = given.replace(/^(?:\.\/)+/, '');
  const why =
    pathProblem(path) ??
    path
      .split('/')
      .map(nameProblem)
      .find((problem) => problem !== undefined);
  return why === undefined ? { kind: 'ok', path } : { kind: 'refused', why };
}

function pathProblem(path: string): string | undefined {
  if (path === '') return 'the path is empty';
  if (path.length > longestPath) return `the path is longer than ${longestPath} characters`;
  if (path.startsWith('/')) return 'the path is absolute; write it relative to the workspace';
  if (path.startsWith('~')) return 'the path begins with "~"; write it relative to the workspace';
  if (path.includes('\\')) return 'the path has a backslash; separate folders with "/"';
  if (path.includes(':')) return 'the path has a colon, which names a drive or a stream on Windows';
  if (hasControl(path)) return 'the path has a control or invisible character';
  if (/\p{Surrogate}/u.test(path)) return 'the path is not valid Unicode';
  return undefined;
}

function nameProblem(name: string): string | undefined {
  if (name === '') return 'the path has an empty name (two slashes, or one at the end)';
  if (name === '.' || name === '..')
    return `the path has "${name}"; write it relative to the workspace, without detours`;
  if (isGit(name)) return 'the path leads into .git, which edits never touch';
  if (/[. ]$/.test(name)) return 'a name in the path ends with a dot or a space, which Windows drops';
  if (name.startsWith(' ')) return 'a name in the path begins with a space';
  if (windowsDevice.test(name)) return `"${name}" is a device on Windows`;
  if (new TextEncoder().encode(name).length > longestName)
    return `a name in the path is longer than ${longestName} bytes`;
  return undefined;
}

/** `.git` in whatever spelling some file system takes for it: case, compatibility forms, ignorable points, short name, stream. */
function isGit(name: string): boolean {
  const plain = name
    .normalize('NFKC')
    .replace(ignorable, '')
    .toLowerCase()
    .replace(/[. ]+$/, '');
  return plain === '.git' || /^git~\d+$/.test(plain);
}

function hasControl(path: string): boolean {
  if (path.search(ignorable) >= 0) return true;
  for (let at = 0; at < path.length; at++) {
    const code = path.charCodeAt(at);
    if (code < 32 || (code >= 127 && code < 160) || code === 0x2028 || code === 0x2029) return true;
  }
  return false;
}
