import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbort, isCoded } from '../../base/errors.ts';
import type { RecentLines } from '../../core/workspace/recentLines.ts';
import { commonDir, type PersonRepository } from './personRepository.ts';
import type { Git } from './safeGit.ts';

/** How many commits back is looked; 0 is what is not committed. */
const ages = [0, 1, 5] as const;
/** More than that was no change of a defect: a format, a merge, a checkout of something else. */
const mostLines = 1_500;
const maxBytes = 8 * 2 ** 20;
const patienceMs = 5_000;

/** The snapshot whose lines are asked about, and where its objects and those of the person's repository are found. */
export interface RecentQuestion {
  readonly git: Git;
  readonly gitDir: string;
  readonly tree: string;
  readonly person: PersonRepository;
}

/**
 * Compares a snapshot with the last commits, in our own repository, which borrows the objects: the person's configuration decides nothing.
 * What cannot be known (no commit, a shallow history, too much of it) is left out.
 */
export async function recentLines(question: RecentQuestion, signal: AbortSignal): Promise<RecentLines> {
  const found = new Map<string, Map<number, number>>();
  const head = await headOf(question.person);
  if (head === undefined) return found;
  const both = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  for (const age of ages) {
    const lines = await linesSince(question, `${head}~${age}`, both).catch((error: unknown) => {
      if (signal.aborted || !(isAbort(error) || isCoded(error, 'git.failed'))) throw error;
      return undefined;
    });
    if (!lines || lines.length > mostLines) break;
    for (const [path, line] of lines) {
      const known = found.get(path) ?? new Map<number, number>();
      if (!known.has(line)) known.set(line, age);
      found.set(path, known);
    }
  }
  return found;
}

type Place = readonly [path: string, line: number];

async function linesSince(
  { git, gitDir, tree, person }: RecentQuestion,
  commit: string,
  signal: AbortSignal,
): Promise<readonly Place[] | undefined> {
  const from = person.prefix === '' ? `${commit}^{tree}` : `${commit}:${person.prefix}`;
  const at = { cwd: gitDir, gitDir, answers: [128] };
  const known = await git({ ...at, args: ['rev-parse', '--verify', '--quiet', from], answers: [1, 128] }, signal);
  const before = known.stdout.toString().trim();
  if (known.exitCode !== 0 || !/^[0-9a-f]{40,64}$/.test(before)) return undefined;
  const args = [
    'diff-tree',
    '-r',
    '-p',
    '-U0',
    // Our own repository has it that no file is text.
    '--text',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--no-color',
    '--ignore-cr-at-eol',
  ];
  const reply = await git({ ...at, args: [...args, before, tree], maxBytes }, signal);
  return reply.exitCode === 0 ? placesIn(reply.stdout.toString()) : undefined;
}

/** The lines of the new side of a patch without context; names that git has to quote are passed over. */
export function placesIn(patch: string): readonly Place[] {
  const places: Place[] = [];
  let path: string | undefined;
  let left = 0;
  for (const line of patch.split('\n')) {
    // Lines of a file can look like heads: those of a hunk are counted.
    if (left > 0 && /^[-+]/.test(line)) {
      left--;
      continue;
    }
    const name = /^\+\+\+ b\/(.*)$/.exec(line);
    if (name) path = name[1];
    else if (line.startsWith('diff --git ')) path = undefined;
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (!hunk) continue;
    const [, gone = '1', start = '0', count = '1'] = hunk;
    left = Number(gone) + Number(count);
    if (path === undefined) continue;
    // Of lines that are gone, the one before and the one behind are left.
    const [first, many] = Number(count) > 0 ? [Number(start), Number(count)] : [Math.max(1, Number(start)), 2];
    for (let at = 0; at < many && places.length <= mostLines; at++) places.push([path, first + at]);
  }
  return places;
}

/** The commit that is checked out, by the files of the repository alone; undefined where they do not say. */
async function headOf({ gitDir }: PersonRepository): Promise<string | undefined> {
  const read = (file: string) => readFile(file, 'utf8').catch(() => '');
  const head = (await read(join(gitDir, 'HEAD'))).trim();
  const name = /^ref: (refs\/[\w./-]+)$/.exec(head)?.[1];
  if (name === undefined) return idIn(head);
  if (name.split('/').includes('..')) return undefined;
  const common = await commonDir(gitDir);
  const loose = idIn((await read(join(common, name))).trim());
  if (loose !== undefined) return loose;
  const packed = (await read(join(common, 'packed-refs'))).split('\n');
  return idIn(packed.find((line) => line.endsWith(` ${name}`))?.split(' ')[0] ?? '');
}

const idIn = (text: string) => (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined);
