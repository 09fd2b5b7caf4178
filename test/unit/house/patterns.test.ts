import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
/** A literal that begins with `^\s*` or `^\s+` and has the flag m. */
const literal = /\/\^\\s[*+](?:[^\\/\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])*\/[a-z]*m[a-z]*/g;

describe('patterns', () => {
  it('do not cross lines from the beginning of each', () => {
    // From every empty line such a pattern goes on to the end of all of them: a megabyte of line breaks then takes hours.
    const files = execFileSync('git', ['ls-files', 'src', 'webview'], { cwd: root, encoding: 'utf8' }).split('\n');
    const found = files
      .filter((file) => /\.tsx?$/.test(file))
      .flatMap((file) =>
        (readFileSync(join(root, file), 'utf8').match(literal) ?? []).map((text) => `${file}: ${text}`),
      );
    assert.deepEqual(found, [], 'write [ \\t]* for \\s*');
    assert.equal('/^\\s*a/m.test(x)'.match(literal)?.length, 1, 'the pattern of this test is broken');
  });
});
