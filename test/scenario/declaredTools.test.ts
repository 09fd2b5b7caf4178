import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { none, on } from './onBench.ts';

const tools = `version: 1
tools:
  leave:
    description: Leaves a file, changes another and ends as it is told.
    input: { type: object, properties: { code: { type: integer } } }
    run: [sh, -c, 'touch left.txt; echo "# changed" >> plan/shares.py; code=$(tr -dc 0-9); exit "$code"']
`;

/** What a node sees that comes after a tool which ends with a code. */
const workflow = (code: number) => `version: 1
name: after
nodes:
  leave: { tool: leave, with: { code: ${code} }, onFailure: continue }
  look: { needs: leave, run: [sh, -c, 'ls left.txt 2>&1; grep -c "# changed" plan/shares.py; :'] }
outputs: \${{ nodes.look.output }}
`;

describe('a declared tool as a node', () => {
  for (const code of [0, 3])
    it(
      `leaves nothing in the copy where it ends with ${code}`,
      on('feature-py', async (bench) => {
        const folder = path.join(bench.workspace, '.loopwright');
        mkdirSync(path.join(folder, 'workflows'), { recursive: true });
        writeFileSync(path.join(folder, 'tools.yaml'), tools);
        writeFileSync(path.join(folder, 'workflows/after.yaml'), workflow(code));
        const { stdout, stderr } = await bench.run(['run', 'after', '--json', ...none]);
        const { output, proposal } = JSON.parse(stdout) as { output?: { stdout: string }; proposal?: unknown };
        assert.match(output?.stdout ?? '', /No such file[^\n]*\n0\n$/, stdout + stderr);
        assert.equal(proposal, null);
      }),
    );
});
