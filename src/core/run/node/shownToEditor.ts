import { fence } from '../../prompt/fence.ts';
import { Verbatim } from '../../prompt/renderPrompt.ts';
import { folderOf, isTestPath } from '../../repair/sourceFiles.ts';
import type { CopyFiles } from '../../tool/tool.ts';
import { shownFiles, type WantedFile } from '../shownFiles.ts';
import { filesAtHand } from './filesAtHand.ts';

type Input = Readonly<Record<string, unknown>>;

/** What the run has changed so far. */
export interface ChangeAtHand {
  paths(signal: AbortSignal): Promise<readonly string[]>;
  diff(signal: AbortSignal): Promise<string>;
}

const maxCode = 24_000;
const maxTest = 14_000;
const maxChange = 20_000;

/**
 * What an agent that writes is shown before it asks, as a value for its prompt. codegen: the files that its task names and that the
 * run has changed, else code that the task may be about. testgen: the change and the test file nearest to it; without a change the files that its task names. Others
 * are shown nothing here.
 */
export async function shownToEditor(
  name: string,
  at: {
    readonly input: Input;
    readonly files: CopyFiles;
    readonly change: ChangeAtHand;
    /** Code that a task may be about which names no file, as blocks of data. */
    near(task: string, signal: AbortSignal): Promise<readonly string[]>;
  },
  signal: AbortSignal,
): Promise<Verbatim | undefined> {
  const { input, files, change } = at;
  if (name !== 'codegen' && name !== 'testgen') return undefined;
  const listed = await files.list(signal);
  const changed = await change.paths(signal);
  const subjects = filesAtHand({ task: input.task, files: input.files }, { listed, changed }).filter(
    (path) => !isTestPath(path),
  );
  const blocks =
    name === 'testgen' && changed.length > 0
      ? [fence('the change so far', shortened(await change.diff(signal)))]
      : await shownFiles(codeOf(subjects, input), { files, maxLength: maxCode }, signal);
  const near = name === 'testgen' ? nearestTest(subjects, listed) : undefined;
  // What begins a test file shows how it imports, and at its end new tests are added.
  const test: readonly WantedFile[] = near === undefined ? [] : [{ path: near, as: 'test file', lines: [Infinity] }];
  const isUnnamed = name === 'codegen' && blocks.length === 0;
  const found = isUnnamed ? await at.near(textOfTask(input.task), signal) : [];
  const all = [...blocks, ...found, ...(await shownFiles(test, { files, maxLength: maxTest }, signal))];
  return all.length === 0 ? undefined : new Verbatim(all.join('\n\n'));
}

/** Only what a task says: the names of its fields are no names of the project. */
function textOfTask(task: unknown): string {
  if (typeof task === 'string') return task;
  return typeof task === 'object' && task !== null ? Object.values(task).map(textOfTask).join('\n') : '';
}

/** The files in the order of the task, code before documents; in a long one what the task names by name. */
function codeOf(paths: readonly string[], input: Input): readonly WantedFile[] {
  const names = JSON.stringify(input.task ?? '').match(/[A-Za-z_$][\w$]{2,}/g) ?? [];
  const isText = (path: string) => /\.(?:md|rst|txt|adoc|json|ya?ml|toml)$/i.test(path);
  return [...paths]
    .sort((a, b) => Number(isText(a)) - Number(isText(b)))
    .map((path) => ({ path, as: 'file', names: [...new Set(names)] }));
}

const shortened = (change: string) =>
  change.length > maxChange ? `${change.slice(0, maxChange)}\n(cut: use read_file)` : change;

/** The name that a file and its tests share: `index` of `src/index.spec.ts`, `inflection` of `inflection/__init__.py`. */
function stemOf(path: string): string {
  const [name = ''] = path.slice(path.lastIndexOf('/') + 1).split('.');
  const stem = name === '__init__' || name === 'mod' ? folderOf(path).slice(folderOf(path).lastIndexOf('/') + 1) : name;
  return stem.replace(/^tests?[-_]|[-_](?:tests?|spec)$/g, '').toLowerCase();
}

/** The test file whose name, else whose folder, is nearest to that of a file under test; undefined when there is none. */
function nearestTest(subjects: readonly string[], listed: readonly string[]): string | undefined {
  const endings = new Set(subjects.map((path) => languageOf(path)));
  const tests = listed.filter((path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const isSupport = name === '__init__.py' || name === 'conftest.py' || /(^|\/)(?:fixtures|__mocks__)\//.test(path);
    return isTestPath(path) && !isSupport && endings.has(languageOf(path));
  });
  const nearness = (test: string) => Math.max(...subjects.map((path) => nearnessOf(test, path)));
  return tests.reduce<string | undefined>(
    (best, test) => (best === undefined || nearness(test) > nearness(best) ? test : best),
    undefined,
  );
}

function nearnessOf(test: string, path: string): number {
  const [own, other] = [stemOf(test), stemOf(path)];
  const byName = own === other ? 1_000 : own !== '' && (own.includes(other) || other.includes(own)) ? 500 : 0;
  const folders = folderOf(path).split('/');
  const same = folderOf(test)
    .split('/')
    .findIndex((folder, at) => folder !== folders[at]);
  return byName + (same < 0 ? folders.length : same);
}

const languageOf = (path: string) =>
  /\.[cm]?[jt]sx?$/.test(path) ? 'script' : path.slice(Math.max(path.lastIndexOf('.'), path.lastIndexOf('/') + 1));
