import { lstatSync } from 'node:fs';
import path from 'node:path';
import { throwIfAborted } from '../base/abort.ts';
import { nextTurn } from '../base/nextTurn.ts';
import type { FileStamp } from '../core/context/contextIndex.ts';
import { matchesGlob } from '../core/rule/glob.ts';

/** What is left out of the index besides what is ignored. */
export interface ContextLimits {
  /** Globs of paths, relative to the workspace. */
  readonly exclude: readonly string[];
  /** Bytes; larger files are left out. */
  readonly maxFileBytes: number;
}

/** How the files of a workspace differ from what its index holds. */
export interface ContextChanges {
  /** New, or with another size or time than when they were indexed; sorted. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** All files that belong in the index. */
  readonly total: number;
}

/** Files that a machine writes, or that hold secrets; nobody searches them by meaning. */
const never: readonly RegExp[] = [
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|poetry\.lock|uv\.lock|Cargo\.lock|go\.sum|composer\.lock|Gemfile\.lock)$/,
  /\.min\.(js|css)$|\.map$|\.snap$|\.tsbuildinfo$/,
  /(^|\/)\.env(\.[^/]*)?$|\.(pem|key|p12|pfx|jks|keystore|crt|cer|der|gpg|asc)$|(^|\/)id_(rsa|dsa|ecdsa|ed25519)$/i,
  /\.(png|jpe?g|gif|webp|avif|ico|bmp|tiff?|svg|pdf|zip|gz|tgz|bz2|xz|zst|7z|rar|jar|war|class|o|a|so|dylib|dll|exe|wasm|pyc|whl|node|bin|dat|db|sqlite3?|woff2?|ttf|otf|eot|mp[34]|m4a|ogg|wav|flac|mov|avi|webm|vsix)$/i,
];
const turnMs = 10;

/** True for a file that may be in the index, by its path alone. */
export function mayBeIndexed(file: string, { exclude }: ContextLimits): boolean {
  return !never.some((pattern) => pattern.test(file)) && !exclude.some((glob) => matchesGlob(file, glob));
}

/** Compares files with what the index says of them, by size and time; links are left out. */
export async function findContextChanges(
  files: readonly string[],
  context: {
    readonly workspace: string;
    readonly limits: ContextLimits;
    readonly stamps: ReadonlyMap<string, FileStamp>;
  },
  signal: AbortSignal,
): Promise<ContextChanges> {
  const { workspace, limits, stamps } = context;
  const changed: string[] = [];
  const kept = new Set<string>();
  let turnEndMs = performance.now() + turnMs;
  for (const file of files) {
    // Synchronous calls are ten times faster; a pause now and then keeps the thread responsive.
    if (performance.now() > turnEndMs) {
      await nextTurn();
      throwIfAborted(signal);
      turnEndMs = performance.now() + turnMs;
    }
    if (!mayBeIndexed(file, limits)) continue;
    const stat = lstatSync(path.join(workspace, file), { throwIfNoEntry: false });
    if (!stat?.isFile() || stat.size > limits.maxFileBytes || stat.size === 0) continue;
    kept.add(file);
    const known = stamps.get(file);
    if (known?.bytes !== stat.size || known.modifiedMs !== stat.mtimeMs) changed.push(file);
  }
  return { changed, removed: [...stamps.keys()].filter((file) => !kept.has(file)), total: kept.size };
}
