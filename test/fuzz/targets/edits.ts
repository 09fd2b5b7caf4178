import assert from 'node:assert/strict';
import { readEdit } from '../../../src/core/agent/readEdit.ts';
import { applyEdits } from '../../../src/core/patch/applyEdits.ts';
import { checkEditPath } from '../../../src/core/patch/checkEditPath.ts';
import type { PatchFormat } from '../../../src/core/patch/fileEdit.ts';
import { applyHunks, diffHunks } from '../../../src/core/patch/hunks.ts';
import { parseEdits } from '../../../src/core/patch/parseEdits.ts';
import { merge3 } from '../../../src/core/patch/threeWayMerge.ts';
import { unifiedPatch } from '../../../src/core/patch/unifiedPatch.ts';
import { wordDiff } from '../../../src/core/patch/wordDiff.ts';
import { editCorpus } from '../../corpus/editCorpus.ts';
import { type FuzzTarget, numbersOf } from '../fuzzTarget.ts';

const formats: readonly PatchFormat[] = ['search-replace', 'unified-diff', 'whole-file', 'apply-patch'];
/** The line that parts an input: below it stand the files that are edited, each under `=== path`. */
const divider = '\n%%% files\n';

/** What models write to change files, the matching of it, and the three-way merge. An edit applies as a whole or is refused. */
export const target: FuzzTarget = {
  name: 'edits',
  seeds: () => editCorpus().flatMap(({ cases }) => sample(cases, 40).map(asInput)),
  open: async () => ({ check, close: () => Promise.resolve() }),
};

function asInput({
  answer,
  files,
}: {
  readonly answer: readonly string[];
  readonly files: Record<string, string>;
}): string {
  const texts = Object.entries(files).map(([path, text]) => `=== ${path}\n${text}`);
  return `${answer.join('\n')}${divider}${texts.join('\n')}`;
}

function sample<T>(all: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, Math.floor(all.length / most));
  return all.filter((_, index) => index % step === 0);
}

async function check(input: string): Promise<string> {
  const at = input.lastIndexOf(divider);
  const answer = at < 0 ? input : input.slice(0, at);
  const files = filesOf(at < 0 ? '' : input.slice(at + divider.length));
  const words: string[] = [];
  for (const format of formats) {
    const parsed = parseEdits(answer, format);
    const outcome = applyEdits(files, parsed.edits);
    const codes = outcome.kind === 'refused' ? outcome.problems.map(({ code }) => code) : [];
    words.push(`${parsed.format} ${parsed.problems.length > 0} ${outcome.kind} ${[...new Set(codes)].join(',')}`);
    if (outcome.kind === 'applied') checkApplied(files, outcome.files);
    else assert.ok(outcome.problems.length > 0, 'refused without a reason');
    if (format === 'apply-patch') continue;
    const reading = await readEdit(answer, format, async (path) => files.get(path), new AbortController().signal);
    if (parsed.problems.length > 0) assert.equal(reading.kind, 'refused', 'an answer with a problem is not applied');
  }
  const texts = [...files.values(), answer];
  checkTexts(texts[0] ?? '', texts[1] ?? answer);
  checkMerge(texts[0] ?? '', texts[1] ?? '', numbersOf(input));
  return words.join('; ');
}

function filesOf(text: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const part of text.split(/^=== /m).slice(1)) {
    const end = part.indexOf('\n');
    if (end >= 0) files.set(part.slice(0, end), part.slice(end + 1));
  }
  return files;
}

/** Only files that may be named, with text that UTF-8 can hold, and with the line ends they had. */
function checkApplied(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string | undefined>): void {
  assert.ok(after.size > 0, 'applied, and no file is named');
  for (const [path, text] of after) {
    assert.equal(checkEditPath(path).kind, 'ok', `a path that may not be edited: ${path}`);
    const old = before.get(path);
    if (text === undefined) {
      assert.notEqual(old, undefined, `a file that is not there was deleted: ${path}`);
      continue;
    }
    assert.notEqual(text, old, `nothing changed in ${path}`);
    if (old === undefined || old.includes('\0')) continue;
    assert.ok(!text.includes('\0'), 'a NUL character came in');
    if (!old.includes('\r\n')) assert.ok(!text.includes('\r\n'), `line ends of ${path} changed`);
    if (/\n/.test(old) && !/(?<!\r)\n/.test(old)) assert.ok(!/(?<!\r)\n/.test(text), `line ends of ${path} changed`);
  }
}

/** The patch between two texts gives the second, however it is read; its hunks do so by themselves. */
function checkTexts(before: string, after: string): void {
  const hunks = diffHunks(before, after, { path: 'f' });
  assert.equal(applyHunks(before, hunks, new Set(hunks.map(({ id }) => id))), after, 'all hunks give the new text');
  assert.equal(applyHunks(before, hunks, new Set()), before);
  for (const hunk of hunks.slice(0, 20)) {
    const rows = hunk.rows.filter(({ kind }) => kind !== 'context').map(({ text }) => text);
    const [first = '', second = ''] = rows;
    const { removed, added } = wordDiff(first, second);
    for (const { start, end } of removed) assert.ok(start < end && end <= first.length);
    for (const { start, end } of added) assert.ok(start < end && end <= second.length);
  }
  // NUL is binary, line ends and the byte order mark are those of the file, whatever a patch has in their place.
  if (before === after || /[\0\r\ufeff]/.test(`${before}${after}`)) return;
  const patch = unifiedPatch([{ path: 'src/f.ts', before, after }]);
  const parsed = parseEdits(patch, 'unified-diff');
  if (parsed.problems.length > 0 || parsed.format !== 'unified-diff') return;
  const outcome = applyEdits(new Map([['src/f.ts', before]]), parsed.edits);
  if (outcome.kind === 'applied') assert.equal(outcome.files.get('src/f.ts'), after, 'our own patch gave another text');
}

/** A merge of one change is that change, and both orders agree. */
function checkMerge(base: string, other: string, random: () => number): void {
  const lines = base.split('\n');
  const change = (text: string) => {
    const own = lines.slice();
    own.splice(Math.floor(random() * own.length), Math.floor(random() * 3), ...text.split('\n').slice(0, 4));
    return own.join('\n');
  };
  const ours = change(other);
  const theirs = change(other.split('\n').reverse().join('\n'));
  assert.deepEqual(merge3(base, ours, base), { kind: 'merged', text: ours });
  assert.deepEqual(merge3(base, base, theirs), { kind: 'merged', text: theirs });
  assert.deepEqual(merge3(base, ours, ours), { kind: 'merged', text: ours });
  const one = merge3(base, ours, theirs);
  const two = merge3(base, theirs, ours);
  assert.equal(one.kind, two.kind, 'a merge depends on who is first');
  if (one.kind === 'merged' && two.kind === 'merged') assert.equal(one.text, two.text);
}
