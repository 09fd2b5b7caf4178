import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { none, on } from './onBench.ts';

describe('a command that tells nothing but its exit code', function () {
  this.timeout(120_000);

  it(
    'is repaired where its output names the place',
    on('needs-model-js', async (bench) => {
      const put = (file: string, text: string) => {
        mkdirSync(path.dirname(path.join(bench.workspace, file)), { recursive: true });
        writeFileSync(path.join(bench.workspace, file), text);
      };
      put('lib/more.mjs', 'export function more(x) {\n  return x - 1;\n}\n');
      put(
        'check.mjs',
        "import { more } from './lib/more.mjs';\nif (more(1) !== 2 || more(5) !== 6) throw new Error('wrong sum');\n",
      );
      put('check.sh', 'echo checking\nnode check.mjs\n');
      const { json, stderr } = await bench.fix([...none, '--test-command', 'sh check.sh']);
      assert.equal(json.outcome, 'fixed', stderr);
      assert.equal(json.proposal?.files, 1);
      assert.equal((json.evidence as unknown as { byExitCodeOnly: boolean }).byExitCodeOnly, true);
    }),
  );
});
