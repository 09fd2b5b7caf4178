import { readFile, writeFile } from 'node:fs/promises';
import type { WorkspaceFolders } from './dataFolder.ts';
import { defaultExcludes, isIgnoredByParent } from './listFiles.ts';
import { findPersonExcludes } from './personExcludes.ts';
import { findPersonRepository, type PersonRepository } from './personRepository.ts';
import type { Git } from './safeGit.ts';
import { openShadowRepository, type ShadowRepository } from './shadowRepository.ts';

/** Where a workspace is, and what is needed to ask git about it. All paths are real paths. */
export interface RepositoryContext {
  readonly git: Git;
  readonly workspace: string;
  readonly folders: WorkspaceFolders;
  readonly home: string;
  readonly configHome: string | undefined;
}

/** Our repository of a workspace, and the person's around it where it has a say; `noIndex` is the path of an index that does not exist. */
export async function openRepositories(
  { git, workspace, folders }: RepositoryContext,
  noIndex: string,
  signal: AbortSignal,
): Promise<{ person: PersonRepository | undefined; shadow: ShadowRepository }> {
  const person = await findPersonRepository(workspace, git, signal);
  const shadow = await openShadowRepository(folders.root, { git, person }, signal);
  if (!person || !(await isIgnoredByParent(person, { git, shadowGitDir: shadow.gitDir, noIndex }, signal))) {
    return { person, shadow };
  }
  return { person: undefined, shadow };
}

/** Writes one file of all ignore rules that stand behind the `.gitignore` files. */
export async function writeExcludes(
  context: RepositoryContext,
  { file, person }: { readonly file: string; readonly person: PersonRepository | undefined },
  signal: AbortSignal,
): Promise<void> {
  const personal = await findPersonExcludes(context.home, context, signal);
  const texts = [defaultExcludes(person !== undefined)];
  for (const own of [personal, person?.excludeFile]) {
    if (own) texts.push(await readFile(own, 'utf8').catch(() => ''));
  }
  await writeFile(file, `${texts.join('\n')}\n`, { mode: 0o600 });
}
