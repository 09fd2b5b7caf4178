import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { hashOf } from '../../../src/adapters/workspace/collectProposal.ts';
import { decisionIds, reviewFile } from '../../../src/core/patch/fileReview.ts';
import { planApply } from '../../../src/core/patch/planApply.ts';
import type { FileState } from '../../../src/core/workspace/workspace.ts';
import { describeTree, WorkspaceFixture } from '../../contract/workspace/workspaceFixture.ts';

/** A file: its bytes and whether it can be run; undefined: there is none. */
export interface FileImage {
  readonly bytes: Buffer;
  readonly executable: boolean;
}
/** What stands at each path of a plan, and nowhere else does a write change anything. */
export type Images = ReadonlyMap<string, FileImage | undefined>;

/** One file of a write as it goes to another process. */
export interface WriteOrder {
  readonly path: string;
  readonly expected: FileState;
  /** Base64; null deletes the file. */
  readonly content: string | null;
  readonly executable: boolean;
}

const text = (content: string, executable = false): FileImage => ({ bytes: Buffer.from(content), executable });
const lines = (count: number, what: string) => Array.from({ length: count }, (_, at) => `${what} ${at}\n`).join('');
const committed = lines(60, 'const a =');

/** As the person works: edited, staged, untracked, ignored, with Windows line ends, binary, empty, executable, beyond ASCII. */
const before: Images = new Map<string, FileImage | undefined>([
  ['src/a.ts', text(committed.replace('const a = 50\n', 'const a = 50; // not committed yet\n'))],
  ['src/staged.ts', text('staged\n')],
  ['notes.txt', text('untracked\r\nby hand\r\n')],
  ['ignored.log', text('ignored\n')],
  ['bin/run.sh', text('#!/bin/sh\necho 1\n', true)],
  ['data.bin', { bytes: Buffer.from(Array.from({ length: 40_000 }, (_, at) => (at * 31) % 256)), executable: false }],
  ['big.txt', text(lines(12_000, 'line'))],
  ['empty', text('')],
  ['ünï cödé/ä.txt', text('ä\n')],
  ['thing', text('a file that becomes a folder\n')],
  ['thing/inside', undefined],
  ['new/deep/n.txt', undefined],
]);

/** What an accept makes of it; the first file is merged with what the person has not committed. */
const after: Images = new Map<string, FileImage | undefined>([
  ['src/a.ts', text(merged())],
  ['src/staged.ts', text('staged\nand more\n')],
  ['notes.txt', undefined],
  ['ignored.log', text('ignored\nno more\n')],
  ['bin/run.sh', text('#!/bin/sh\necho 2\n', true)],
  ['data.bin', { bytes: Buffer.alloc(50_000, 7), executable: false }],
  ['big.txt', text(lines(12_000, 'Line'))],
  ['empty', text('no more\n')],
  ['ünï cödé/ä.txt', text('ö\n')],
  ['thing', undefined],
  ['thing/inside', text('the file in it\n')],
  ['new/deep/n.txt', text('new\n')],
]);

/** The proposal's change of src/a.ts, put into the file as the person has it: the product's own three-way merge. */
function merged(): string {
  const base = { kind: 'text', text: committed } as const;
  const result = { kind: 'text', text: committed.replace('const a = 5\n', 'const a = 5 + 1\n') } as const;
  const current = { kind: 'text', text: before.get('src/a.ts')?.bytes.toString('utf8') ?? '' } as const;
  const chosenHunkIds = new Set(decisionIds(reviewFile({ path: 'src/a.ts', base, result })));
  const plan = planApply({ path: 'src/a.ts', base, result, current, chosenHunkIds });
  assert.ok(plan.kind === 'write' && plan.content.kind === 'text' && plan.content.text.includes('not committed yet'));
  return plan.content.text;
}

/** A repository in the middle of somebody's work, and a write over it that is taken forth and back. */
export class DirtyWorkspace {
  readonly fixture = new WorkspaceFixture();
  readonly #apart: readonly string[];

  constructor() {
    this.fixture.files({
      '.gitignore': '*.log\n',
      'src/a.ts': committed,
      'bin/run.sh': { executable: '' },
      'kept/k.txt': 'k',
    });
    this.fixture.repository();
    symlinkSync('src/a.ts', path.join(this.fixture.path, 'link'));
    mkdirSync(path.join(this.fixture.path, 'empty folder'));
    this.put(before);
    this.fixture.git(['add', 'src/staged.ts']);
    this.#apart = this.#others();
  }

  get path(): string {
    return this.fixture.path;
  }

  get dataFolder(): string {
    return this.fixture.dataFolder;
  }

  /** The images that an accept goes from and to, or an undo. */
  way(kind: 'accept' | 'undo'): { readonly from: Images; readonly to: Images } {
    return kind === 'accept' ? { from: before, to: after } : { from: after, to: before };
  }

  /** Makes the files of the plan what they are in `images`, whatever is there. */
  put(images: Images): void {
    writeFileSync(path.join(this.path, 'kept/k.txt'), 'k');
    for (const name of ['new', 'thing']) rmSync(path.join(this.path, name), { recursive: true, force: true });
    for (const [name, image] of images) {
      const full = path.join(this.path, name);
      if (!image) {
        if (!name.startsWith('thing') && !name.startsWith('new')) rmSync(full, { recursive: true, force: true });
        continue;
      }
      mkdirSync(path.dirname(full), { recursive: true });
      if (existsSync(full)) chmodSync(full, 0o755);
      rmSync(full, { recursive: true, force: true });
      writeFileSync(full, image.bytes);
      chmodSync(full, image.executable ? 0o755 : 0o644);
    }
  }

  /** The write that leads from one state to another. */
  orders(from: Images, to: Images): WriteOrder[] {
    return [...to].map(([name, image]) => {
      const old = from.get(name);
      const expected = { hash: old && hashOf(old.bytes), executable: old?.executable ?? false };
      const content = image ? image.bytes.toString('base64') : null;
      return { path: name, expected, content, executable: image?.executable ?? false };
    });
  }

  /**
   * Which of the given states the files are in, all of them; those in `person` are left out of it and must hold what the person has
   * put there. Throws when a file is half-written, when states are mixed, or when anything else of the workspace changed.
   */
  stateOf(states: Readonly<Record<string, Images>>, person: Images = new Map()): string {
    for (const [name, image] of person) assert.ok(this.#is(name, image), `what the person saved in ${name} is lost`);
    const names = [...before.keys()].filter((name) => !person.has(name));
    const found = Object.entries(states).filter(([, images]) =>
      names.every((name) => this.#is(name, images.get(name))),
    );
    if (found[0] === undefined) {
      const told = names.map((name) => {
        const holds = Object.entries(states).filter(([, images]) => this.#is(name, images.get(name)));
        return `${name}: ${holds.map(([state]) => state).join(' and ') || 'HALF-WRITTEN OR LOST'}`;
      });
      assert.fail(`the files are of no one state:\n${told.join('\n')}`);
    }
    const own = [...person.keys()];
    assert.deepEqual(
      this.#others().filter((line) => !own.some((name) => line.startsWith(`${name} `))),
      this.#apart.filter((line) => !own.some((name) => line.startsWith(`${name} `))),
      'something beside the plan changed',
    );
    return found[0][0];
  }

  /** Everything that a write over the plan must leave alone, .git and all; a temporary file would be seen here, too. */
  #others(): string[] {
    const planned = (line: string) =>
      [...before.keys()].some((name) => line.startsWith(`${name} `) || line === `${name}/`);
    return describeTree(this.path).filter((line) => !planned(line) && !/^(?:new|new\/deep|thing)\/$/.test(line));
  }

  #is(name: string, image: FileImage | undefined): boolean {
    const full = path.join(this.path, name);
    if (!existsSync(full)) return image === undefined;
    const stat = lstatSync(full);
    if (!stat.isFile()) return image === undefined;
    if (image === undefined) return false;
    return readFileSync(full).equals(image.bytes) && ((stat.mode & 0o100) !== 0) === image.executable;
  }

  /** Journals that are left: none may be, once recovery is through, but those that keep what a person changed meanwhile. */
  leftJournals(): readonly string[] {
    const folder = this.fixture.workspace().folders.journal;
    return readdirSync(folder).filter((name) => name !== 'folders.json' && !name.endsWith('.kept'));
  }
}
