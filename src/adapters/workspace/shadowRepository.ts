import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PersonRepository } from './personRepository.ts';
import type { Git } from './safeGit.ts';

/** Our bare repository of one workspace, in the data folder. */
export interface ShadowRepository {
  readonly gitDir: string;
  /** A copy of the last run's index: it remembers which files are unchanged, so that the next snapshot is fast. */
  readonly cachedIndex: string;
  readonly objectFormat: 'sha1' | 'sha256';
}

/** No conversion of any kind: what is on disk is what is stored, and is what comes out again. */
const attributes = '* -text -filter -ident -working-tree-encoding -eol -crlf -diff -merge\n';

/**
 * Opens, and at first makes, the shadow repository. It borrows the person's objects through `info/alternates`, so what is
 * already in their history is not stored again; theirs is never written.
 */
export async function openShadowRepository(
  folder: string,
  context: { readonly git: Git; readonly person: PersonRepository | undefined },
  signal: AbortSignal,
): Promise<ShadowRepository> {
  const objectFormat = context.person?.objectFormat ?? 'sha1';
  const gitDir = join(folder, objectFormat === 'sha1' ? 'shadow.git' : 'shadow-sha256.git');
  if (!(await exists(join(gitDir, 'HEAD')))) await create({ gitDir, folder, objectFormat }, context.git, signal);
  const alternates = (context.person?.objects ?? []).map((path) => `${quote(path)}\n`).join('');
  await writeIfChanged(join(gitDir, 'objects', 'info', 'alternates'), alternates);
  await writeIfChanged(join(gitDir, 'info', 'attributes'), attributes);
  return { gitDir, cachedIndex: join(gitDir, 'loopwright-index'), objectFormat };
}

async function create(
  place: { readonly gitDir: string; readonly folder: string; readonly objectFormat: string },
  git: Git,
  signal: AbortSignal,
): Promise<void> {
  const unfinished = `${place.gitDir}.${randomBytes(6).toString('hex')}`;
  await mkdir(unfinished, { mode: 0o700 });
  try {
    const format = `--object-format=${place.objectFormat}`;
    await git({ args: ['init', '-q', '--bare', '--template=', format, unfinished], cwd: place.folder }, signal);
    await mkdir(join(unfinished, 'info'), { recursive: true });
    await mkdir(join(unfinished, 'objects', 'info'), { recursive: true });
    await writeFile(join(unfinished, 'info', 'attributes'), attributes);
    await rename(unfinished, place.gitDir);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another run was faster: renaming over its repository fails, and its repository is as good.
    if (!(await exists(join(place.gitDir, 'HEAD')))) throw error;
  }
}

async function writeIfChanged(path: string, text: string): Promise<void> {
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before === text || (before === undefined && text === '')) return;
  const unfinished = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(unfinished, text);
  await rename(unfinished, path);
}

/** A line of `info/alternates`: paths that could be misread are C-quoted. */
function quote(path: string): string {
  const plain = [...path].every((character) => character >= ' ' && character !== '"' && character !== '\\');
  if (plain && !path.startsWith('#')) return path;
  const escaped = [...Buffer.from(path)].map((byte) =>
    byte < 32 || byte > 126 || byte === 34 || byte === 92
      ? `\\${byte.toString(8).padStart(3, '0')}`
      : String.fromCharCode(byte),
  );
  return `"${escaped.join('')}"`;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
