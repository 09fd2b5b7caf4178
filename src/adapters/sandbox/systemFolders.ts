import { existsSync, lstatSync, readlinkSync } from 'node:fs';

/** One read-only part of the host that every command sees. */
export type SystemEntry =
  | { readonly kind: 'bind'; readonly path: string }
  | { readonly kind: 'symlink'; readonly path: string; readonly to: string };

// Shared stores that programs of several toolchains link into; a single tool's prefix would not be enough.
const sharedStores = ['/nix/store', '/home/linuxbrew/.linuxbrew'];
const folders = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', ...sharedStores];
const etcEntries = [
  'alternatives',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'localtime',
  'timezone',
  'ssl/certs',
  'ssl/openssl.cnf',
  'ca-certificates',
  'mime.types',
  'fonts',
  'protocols',
  'services',
].map((name) => `/etc/${name}`);

/** What of this host's system is shown inside: programs and libraries, and the few files of /etc that hold no secret. */
export function systemFolders(): readonly SystemEntry[] {
  return [...folders, ...etcEntries].flatMap((path): SystemEntry[] => {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat) return [];
    // A time zone is read off the link's target; a merged /usr is a set of links.
    if (stat.isSymbolicLink() && (path === '/etc/localtime' || !path.startsWith('/etc/')))
      return [{ kind: 'symlink', path, to: readlinkSync(path) }];
    return existsSync(path) ? [{ kind: 'bind', path }] : [];
  });
}

/** True when the path is shown inside by `systemFolders` already. */
export function isSystemPath(path: string): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
