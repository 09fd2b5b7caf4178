import { lstat, mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { throwIfAborted } from '../base/abort.ts';
import { CodedError } from '../base/errors.ts';
import { manifestKindOf } from '../core/workflow/schemaRegistry.ts';

/** Far above what the validator reads, which says so in a problem of its own. */
const maxBytes = 4 * 1024 * 1024;

/** A manifest as it lies on the disk. */
export interface ManifestFile {
  /** As people name it: relative to the workspace where it lies inside. */
  readonly file: string;
  readonly path: string;
  readonly text: string;
}

/** More files of one folder are no manifests that anybody wrote. */
const mostFiles = 500;

/**
 * Every manifest of a workspace: the workflow files, and those of agents, tools, memory, security and hooks. Links, whatever else is no
 * plain file, and folders that lead out of the workspace are left out.
 */
export async function findManifests(workspace: string, signal: AbortSignal): Promise<ManifestFile[]> {
  const folder = path.join(workspace, '.loopwright');
  const endings = /\.(?:ya?ml|json)$/;
  const files: ManifestFile[] = [];
  for (const one of [path.join(folder, 'workflows'), folder, path.join(folder, 'agents')])
    if (await staysInside(one, workspace)) files.push(...(await filesIn(one, { workspace, endings }, signal)));
  return files.filter(({ file }) => manifestKindOf(file) !== undefined);
}

/** Whether a folder is there, and in the workspace, links followed. */
async function staysInside(folder: string, workspace: string): Promise<boolean> {
  return leadsOut(folder, workspace).then(
    (leads) => !leads,
    () => false,
  );
}

/** The plain files of a folder with one of the endings; none when there is no such folder. */
export async function filesIn(
  folder: string,
  { workspace, endings }: { readonly workspace: string; readonly endings: RegExp },
  signal: AbortSignal,
): Promise<ManifestFile[]> {
  throwIfAborted(signal);
  const names = await readdir(folder).catch(() => []);
  const found: ManifestFile[] = [];
  const wanted = names.filter((one) => endings.test(one)).sort();
  for (const name of wanted.slice(0, mostFiles)) {
    throwIfAborted(signal);
    const file = path.join(folder, name);
    const facts = await lstat(file).catch(() => undefined);
    if (!facts?.isFile() || facts.size > maxBytes) continue;
    found.push({ file: shown(file, workspace), path: file, text: await readFile(file, { encoding: 'utf8', signal }) });
  }
  return found;
}

/** A file that a person named. Throws `usage.noFile` when it cannot be read. */
export async function readManifest(file: string, workspace: string, signal: AbortSignal): Promise<ManifestFile> {
  const whole = path.resolve(workspace, file);
  const facts = await stat(whole).catch(() => undefined);
  if (!facts?.isFile()) throw new CodedError('usage.noFile', `There is no file ${JSON.stringify(file)}.`);
  if (facts.size > maxBytes)
    throw new CodedError('usage.noFile', `${JSON.stringify(file)} is larger than ${maxBytes} bytes.`);
  return { file: shown(whole, workspace), path: whole, text: await readFile(whole, { encoding: 'utf8', signal }) };
}

function shown(file: string, workspace: string): string {
  const relative = path.relative(workspace, file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative.split(path.sep).join('/');
}

/**
 * Writes a new workflow file into a workspace and gives its path. Throws `workflow.exists` rather than overwrite, and
 * `workspace.linked` when the folder leads out of the workspace.
 */
export async function writeWorkflowFile(workspace: string, name: string, text: string): Promise<string> {
  const folder = path.join(workspace, '.loopwright', 'workflows');
  await mkdir(folder, { recursive: true });
  if (await leadsOut(folder, workspace))
    throw new CodedError('workspace.linked', `${folder} leads out of the workspace; nothing was written.`);
  for (const taken of ['yaml', 'yml', 'json'].map((ending) => path.join(folder, `${name}.${ending}`))) {
    if (await lstat(taken).catch(() => undefined)) throw existing(taken, workspace);
  }
  const file = path.join(folder, `${name}.yaml`);
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw existing(file, workspace);
    throw error;
  }
  return file;
}

async function leadsOut(folder: string, workspace: string): Promise<boolean> {
  const relative = path.relative(await realpath(workspace), await realpath(folder));
  return relative.startsWith('..') || path.isAbsolute(relative);
}

function existing(file: string, workspace: string): CodedError {
  return new CodedError('workflow.exists', `${shown(file, workspace)} is already there; it was not touched.`, {
    hint: 'Remove or rename it first.',
  });
}
