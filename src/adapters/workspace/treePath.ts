/** Why a relative path (with `/`) must not be read, written or proposed; undefined when it is fine. */
export function unsafePathReason(path: string): string | undefined {
  if (path === '') return 'the path is empty';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'the path is absolute';
  if (hasControlCharacter(path)) return 'the name has control characters';
  if (path.includes('\uFFFD')) return 'the name is not valid UTF-8';
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return 'the path is not in its normal form';
  if (parts.some(isGitName)) return 'the path is inside a .git folder';
  return undefined;
}

/**
 * True for `.git` in every spelling that some file system takes for it: case, trailing dots and spaces,
 * the NTFS short name, and characters that HFS+ ignores (CVE-2014-9390).
 */
export function isGitName(name: string): boolean {
  const plain = name
    .replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, '')
    .replace(/:.*$/, '')
    .replace(/[. ]+$/, '')
    .toLowerCase();
  return plain === '.git' || /^git~\d+$/.test(plain);
}

/**
 * True when a name has a control character, a separator of lines or a bidirectional override: terminals and line-based formats
 * misread them, and people read another name than the file has (CVE-2021-42574).
 */
export function hasControlCharacter(name: string): boolean {
  return controlCharacter.test(name);
}

const controlCharacter = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;

/**
 * True when a symbolic link at `path` (relative, with `/`) with this target cannot lead out of its tree, given that all
 * other links of the tree pass the same test. `..` counts only at the start: after a name it could step up from
 * wherever another link led to.
 */
export function linkStaysInside(path: string, target: string): boolean {
  if (target === '' || target.startsWith('/') || target.includes('\\') || target.includes('\0')) return false;
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  let up = 0;
  while (parts[up] === '..') up++;
  const rest = parts.slice(up);
  if (rest.includes('..') || rest.some(isGitName)) return false;
  return up <= path.split('/').length - 1;
}
