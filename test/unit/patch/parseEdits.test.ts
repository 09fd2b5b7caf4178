import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits } from '../../../src/core/patch/applyEdits.ts';
import type { PatchFormat } from '../../../src/core/patch/fileEdit.ts';
import { parseEdits } from '../../../src/core/patch/parseEdits.ts';

const formats: readonly PatchFormat[] = ['search-replace', 'unified-diff', 'whole-file', 'apply-patch'];

/** Pieces every format is made of, so that random answers come close to real ones. */
const piece = fc.constantFrom(
  '<<<<<<< SEARCH',
  '=======',
  '>>>>>>> REPLACE',
  'a.js',
  '`a.js`',
  '```',
  '```js',
  '````',
  '~~~',
  '--- a/a.js',
  '+++ b/a.js',
  '--- /dev/null',
  '+++ /dev/null',
  '@@ -1,2 +1,2 @@',
  '@@',
  '@@ x @@',
  '-a',
  '+b',
  ' c',
  'c',
  '',
  '\\ No newline at end of file',
  'diff --git a/a.js b/a.js',
  'rename from a.js',
  'rename to b.js',
  'new file mode 100644',
  '*** Begin Patch',
  '*** Update File: a.js',
  '*** Add File: n.js',
  '*** Delete File: a.js',
  '*** Move to: b.js',
  '*** End of File',
  '*** End Patch',
  '// ...',
  '\0',
  '\uD800',
  '\r',
);
const answer = fc
  .array(piece, { maxLength: 40 })
  .chain((lines) => fc.constantFrom('\n', '\r\n').map((end) => lines.join(end)));

/** Processor time, since the clock of a busy machine says nothing about the code. */
const cpuMsSince = (started: NodeJS.CpuUsage) => process.cpuUsage(started).user / 1000;

describe('parseEdits', () => {
  it('never throws, and what it reads applies or is refused without throwing', () => {
    fc.assert(
      fc.property(answer, fc.constantFrom(...formats), (text, format) => {
        const parsed = parseEdits(text, format);
        const lines = text.split('\n').length;
        for (const problem of parsed.problems)
          assert.ok(problem.line >= 1 && problem.line <= Math.max(lines, 1) && problem.expected !== '');
        assert.ok(parsed.edits.length > 0 || parsed.problems.length > 0, 'neither edits nor problems');
        const outcome = applyEdits(new Map([['a.js', 'a\nc\nb\n']]), parsed.edits);
        assert.ok(outcome.kind === 'applied' || outcome.problems.length > 0);
      }),
      { numRuns: 3000 },
    );
  });

  it('never throws on any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom(...formats), (text, format) => {
        parseEdits(text, format);
      }),
    );
  });

  const size = 2 * 1024 * 1024;
  const fill = (unit: string) => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);
  const hostile: [string, string][] = [
    ['heads only', fill('a.js\n<<<<<<< SEARCH\n')],
    ['heads of growing length', Array.from({ length: 1900 }, (_, at) => `${'<'.repeat(at + 5)} SEARCH`).join('\n')],
    ['blocks', fill('a.js\n<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n')],
    ['dividers', `a.js\n<<<<<<< SEARCH\n${fill('=======\n')}\n>>>>>>> REPLACE\n`],
    ['fences', fill('```\n')],
    ['fences that open', fill('```js\n')],
    ['files', fill('a.js\n```\nx\n```\n')],
    ['hunks', `--- a/a.js\n+++ b/a.js\n${fill('@@ -1 +1 @@\n-a\n+b\n')}`],
    ['hunks with prose', `--- a/a.js\n+++ b/a.js\n${fill('@@\n-a\n+b\n\nprose\n')}`],
    ['names', fill('--- a/a.js\n+++ b/a.js\n')],
    ['sections', `*** Begin Patch\n${fill('*** Update File: a.js\n@@\n-a\n+b\n')}`],
    ['anchors', `*** Begin Patch\n*** Update File: a.js\n${fill('@@ x\n')}*** End Patch`],
    ['one line', fill('x')],
    ['one line of backticks', fill('`')],
    ['one line of spaces', fill(' ')],
    ['one line of dots', `// ${fill('.')}`],
    ['quoted names', fill('diff --git "a/\\"\\\\ ')],
  ];
  for (const [name, text] of hostile) {
    it(`reads 2 MB of ${name} in time that grows no faster than its length, whatever was asked for`, function () {
      this.timeout(20_000);
      for (const format of ['search-replace', 'whole-file'] as const) {
        const started = process.cpuUsage();
        parseEdits(text, format);
        const tookMs = cpuMsSince(started);
        // Less than a second on a machine with nothing else to do; minutes if it went over the whole text again for each line.
        assert.ok(tookMs < 5000, `${format}: ${Math.round(tookMs)} ms`);
      }
    });
  }

  it('prefers the format asked for and recognises the others', () => {
    const block = 'a.js\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n';
    const diff = '--- a/a.js\n+++ b/a.js\n@@ -1 +1 @@\n-a\n+b\n';
    const whole = 'a.js\n```js\nb\n```\n';
    const patch = '*** Begin Patch\n*** Update File: a.js\n-a\n+b\n*** End Patch\n';
    const answers = { 'search-replace': block, 'unified-diff': diff, 'whole-file': whole, 'apply-patch': patch };
    for (const asked of formats) {
      for (const written of formats) {
        const parsed = parseEdits(answers[written], asked);
        assert.equal(parsed.format, written, `${written} when asked for ${asked}`);
        assert.deepEqual(parsed.problems, []);
        // A whole file that was not asked for may be a part of one, so it only makes files.
        const there = written === 'whole-file' && asked !== 'whole-file' ? [] : [['a.js', 'a\n'] as const];
        assert.deepEqual(applyEdits(new Map(there), parsed.edits), {
          kind: 'applied',
          files: new Map([['a.js', 'b\n']]),
        });
      }
    }
    const refused = applyEdits(new Map([['a.js', 'a\n']]), parseEdits(whole, 'search-replace').edits);
    assert.equal(refused.kind === 'refused' && refused.problems[0]?.code, 'file-exists');
    assert.equal(parseEdits(`${diff}\n${block}`, 'search-replace').format, 'search-replace');
    assert.equal(parseEdits(`${diff}\n${block}`, 'unified-diff').format, 'unified-diff');
  });
});
