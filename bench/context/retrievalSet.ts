// Questions whose answers are known: made from packages of npm as they are published, and from the corpus of defects.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Chunk, Outliner } from '../../src/core/context/chunk.ts';
import { chunkFile } from '../../src/core/context/chunkFile.ts';
import { readCorpus } from '../repair/corpus.ts';
import type { SourceFile } from './corpus.ts';
import questions from './questions.json' with { type: 'json' };

export type Half = 'tuning' | 'heldBack';

/** A file that is right, or, with lines, a place in it that a right answer overlaps. */
export interface Target {
  readonly path: string;
  readonly from?: number;
  readonly to?: number;
}

export interface Question {
  readonly kind: 'doc' | 'test' | 'question';
  readonly text: string;
  readonly targets: readonly Target[];
}

/** A workspace with its questions. */
export interface RetrievalSet {
  readonly name: string;
  readonly half: Half;
  readonly files: readonly (SourceFile & { readonly chunks: readonly Chunk[] })[];
  readonly questions: readonly Question[];
}

/** What of each package is its source. */
const packages: Readonly<Record<keyof typeof questions, RegExp>> = {
  mocha: /^lib\/.*\.(js|cjs)$/,
  commander: /^lib\/.*\.js$/,
  express: /^lib\/.*\.js$/,
  mnemonist: /^[\w-]+\.js$|^utils\/.*\.js$/,
  lodash: /^(?!lodash|core|fp)[\w]+\.js$/,
  'date-fns': /^(?!cdn)[\w]+\.js$|^_lib\/(?!test).*\.js$/,
  underscore: /^modules\/.*\.js$/,
  async: /^(internal\/)?[\w]+\.js$/,
  ramda: /^es\/.*\.js$/,
};
export const packageNames = Object.keys(packages) as (keyof typeof questions)[];

const docsOfPackage = 80;
/** Fixed before anything was tuned. */
const salt = 'retrieval-1';

/** By the name, so that what is learnt from a package cannot help with another question of it in the other half. */
function halfOf(name: string): Half {
  return (createHash('sha256').update(`${salt}/${name}`).digest()[0] ?? 0) % 2 === 0 ? 'tuning' : 'heldBack';
}

/** The packages, and the corpus of defects as one workspace for each half of its own. */
export async function readRetrievalSets(outliner: Outliner): Promise<readonly RetrievalSet[]> {
  const sets: RetrievalSet[] = [];
  for (const name of packageNames) {
    const files = await chunked(packageFiles(name, packages[name]), outliner);
    const asked = questions[name].map(([text, paths]) => questionOf(text as string, paths as string[], files));
    sets.push({ name, half: halfOf(name), files, questions: [...docQuestions(name, files), ...asked] });
  }
  return [...sets, ...(await defectSets(outliner))];
}

async function chunked(files: readonly SourceFile[], outliner: Outliner): Promise<RetrievalSet['files']> {
  const { signal } = new AbortController();
  const done: (SourceFile & { readonly chunks: readonly Chunk[] })[] = [];
  for (const file of files) {
    const definitions = await outliner.outline(file.path, file.text, signal);
    done.push({ ...file, chunks: chunkFile(file.path, file.text, definitions) });
  }
  return done;
}

function packageFiles(name: string, wanted: RegExp): readonly SourceFile[] {
  const folder = path.resolve(import.meta.dirname, '../node_modules', name);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => wanted.test(file) && !file.includes('node_modules'))
    .sort()
    .map((file) => ({ path: file, text: readFileSync(path.join(folder, file), 'utf8') }));
}

function questionOf(text: string, paths: readonly string[], files: RetrievalSet['files']): Question {
  for (const one of paths) if (!files.some((file) => file.path === one)) throw new Error(`there is no ${one}: ${text}`);
  return { kind: 'question', text, targets: paths.map((one) => ({ path: one })) };
}

/**
 * The first paragraph of a function's comment asks for the function, whose comment is then not in the index. Its own name is taken out
 * of the question, and those that several functions share are left out.
 */
function docQuestions(name: string, files: RetrievalSet['files']): readonly Question[] {
  const byText = new Map<string, Target[]>();
  for (const file of files) {
    for (const { kind, name: own, doc, startLine, endLine } of file.chunks) {
      if ((kind !== 'function' && kind !== 'method') || own === '') continue;
      const text = describe(doc).replaceAll(new RegExp(`\\b_?\\.?${own.replace(/\W/g, '\\$&')}\\b`, 'g'), ' ');
      if (text.split(/\s+/).length < 5) continue;
      byText.set(text, [...(byText.get(text) ?? []), { path: file.path, from: startLine, to: endLine }]);
    }
  }
  const unique = [...byText].filter(([, targets]) => targets.length === 1);
  const order = (text: string) => createHash('sha256').update(`${salt}/${name}/${text}`).digest('hex');
  return unique
    .map(([text, targets]): Question => ({ kind: 'doc', text, targets }))
    .sort((a, b) => (order(a.text) < order(b.text) ? -1 : 1))
    .slice(0, docsOfPackage);
}

/** What a comment says first, without its tags. */
function describe(doc: string): string {
  const tagged = /@(?:summary|description)\s+([\s\S]*?)(?:\n@|$)/.exec(doc)?.[1];
  const plain = tagged ?? doc.split(/^@/m)[0] ?? '';
  const [first = ''] = plain.split(/(?<=[.:!?])\s*\n|\n\n/);
  return first
    .replace(/\{@link\s+([^}]+)\}/g, '$1')
    .replace(/[`*_]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}

/**
 * A test asks for the file that the fix of a defect touches: its title, of a test that calls a function in which the defect is. All modules
 * of a half are one workspace, without their tests.
 */
async function defectSets(outliner: Outliner): Promise<readonly RetrievalSet[]> {
  const sets: RetrievalSet[] = [];
  for (const half of ['tuning', 'heldBack'] as const) {
    const files: SourceFile[] = [];
    const asked = new Map<string, Question>();
    for (const module of readCorpus().filter((one) => one.half === half)) {
      const project = path.join(module.folder, 'project');
      const own = readdirSync(project, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(js|mjs|ts|py)$/.test(file))
        .map((file) => ({
          path: file.split(path.sep).join('/'),
          text: readFileSync(path.join(project, file), 'utf8'),
        }));
      const tests = own.filter((file) => /test/.test(file.path));
      files.push(
        ...own
          .filter((file) => !tests.includes(file))
          .map((file) => ({ ...file, path: `${module.name}/${file.path}` })),
      );
      for (const { hunks } of module.defects) {
        const [hunk] = hunks;
        const source = own.find((file) => file.path === hunk?.file);
        if (!hunk || !source) continue;
        const called = functionAround(source.text, hunk.before[0] ?? '');
        for (const title of titlesCalling(tests, called)) {
          asked.set(`${module.name} ${title}`, {
            kind: 'test',
            text: title,
            targets: [{ path: `${module.name}/${hunk.file}` }],
          });
        }
      }
    }
    sets.push({ name: `defects-${half}`, half, files: await chunked(files, outliner), questions: [...asked.values()] });
  }
  return sets;
}

/** The name of the last function that begins above a line. */
function functionAround(source: string, line: string): string | undefined {
  const before = source.slice(0, Math.max(0, source.indexOf(line)) + line.length);
  return [...before.matchAll(/(?:function\*?|def|class)\s+(\w+)/g)].at(-1)?.[1];
}

/** Titles of the tests whose lines name a function. */
function titlesCalling(tests: readonly SourceFile[], called: string | undefined): readonly string[] {
  if (called === undefined) return [];
  return tests.flatMap(({ text }) =>
    text
      .split(/^(?=\s*(?:it|test)\(|\s*def test_)/m)
      .filter((block) => new RegExp(`\\b${called}\\b`).test(block))
      .flatMap(
        (block) =>
          /^\s*(?:it|test)\(\s*(['"`])(.+?)\1/.exec(block)?.[2] ??
          /^\s*def test_(\w+)/.exec(block)?.[1]?.replaceAll('_', ' ') ??
          [],
      ),
  );
}
