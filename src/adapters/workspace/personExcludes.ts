import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from './safeGit.ts';

/**
 * The person's own ignore file for all repositories, when there is one: `core.excludesFile` of their configuration, else
 * git's default place. Read as data, since git itself is never run with the person's configuration.
 */
export async function findPersonExcludes(
  home: string,
  context: { readonly git: Git; readonly configHome: string | undefined },
  signal: AbortSignal,
): Promise<string | undefined> {
  const configHome = context.configHome ?? join(home, '.config');
  for (const file of [join(home, '.gitconfig'), join(configHome, 'git', 'config')]) {
    if (!(await readable(file))) continue;
    const args = ['config', '--file', file, '--get', 'core.excludesfile'];
    // 1: not set; 3 and 128: the file is damaged, and git itself would say so to the person.
    const reply = await context.git({ args, cwd: '/', answers: [1, 3, 128] }, signal);
    const value = reply.exitCode === 0 ? reply.stdout.toString().trim() : '';
    if (value === '') continue;
    const path = value.startsWith('~/') ? join(home, value.slice(2)) : value;
    return (await readable(path)) ? path : undefined;
  }
  const path = join(configHome, 'git', 'ignore');
  return (await readable(path)) ? path : undefined;
}

async function readable(path: string): Promise<boolean> {
  return readFile(path).then(
    () => true,
    () => false,
  );
}
