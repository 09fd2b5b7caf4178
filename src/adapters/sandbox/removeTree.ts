import { chmodSync, readdirSync, renameSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Removes a folder that hostile code may have written to: one with folders without permissions, or with paths that are longer than
 * the system takes, is made flat first.
 */
export function removeTree(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    flatten(path);
    rmSync(path, { recursive: true, force: true });
  }
}

/** Opens every folder, removes its files, and moves its folders to the top, so that no path is longer than two names below it. */
function flatten(top: string): void {
  const folders = [top];
  let moved = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    chmodSync(folder, 0o700);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) unlinkSync(path);
      else {
        // A folder cannot be moved by who may not write to it.
        chmodSync(path, 0o700);
        const flat = join(top, `flat-${process.pid}-${++moved}`);
        renameSync(path, flat);
        folders.push(flat);
      }
    }
  }
}
