import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import { on } from './onBench.ts';

const workflow = `version: 1
name: three
nodes:
  baseline: { tool: tests.reproduce, with: { fix: false } }
  one: { agent: codegen, needs: baseline, with: { task: cut with dots } }
  two: { agent: codegen, needs: one, with: { task: cut with a dash } }
  three: { agent: codegen, needs: two, with: { task: write it down } }
  putOne: { agent: testexec, needs: three, with: { edit: "\${{ nodes.one.output.edit }}" } }
  putTwo: { agent: testexec, needs: putOne, with: { edit: "\${{ nodes.two.output.edit }}" } }
  putThree: { agent: testexec, needs: putTwo, with: { edit: "\${{ nodes.three.output.edit }}" } }
  propose: { tool: proposal.create, needs: putThree }
outputs:
  one: \${{ nodes.putOne.output }}
  two: \${{ nodes.putTwo.output }}
  three: \${{ nodes.putThree.output }}
`;

const block = (before: string, after: string) =>
  `Done.\n\nsrc/truncate.js\n<<<<<<< SEARCH\n${before}\n=======\n${after}\n>>>>>>> REPLACE\n`;
const cutting = `  return \`\${text.slice(0, length - 1)}…\`;`;
const guard = '  if (text.length <= length) return text;';

describe('edits that were made beside each other', () => {
  it(
    'are merged by lines, and refused where they contradict each other',
    on('../../examples/supervisor/project', async (bench) => {
      const folder = path.join(bench.workspace, '.loopwright/workflows');
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, 'three.yaml'), workflow);
      const apiKey = 'sk-test-key-000000';
      const server = await startOpenaiServer(
        [
          {
            text: block(
              `${guard}\n${cutting}`,
              `${guard}\n  const end = length - 1;\n  return \`\${text.slice(0, end)}…\`;`,
            ),
          },
          { text: block(cutting, `  return \`\${text.slice(0, length - 2)}—…\`;`) },
          {
            text: block(
              'export function truncate(text, length) {',
              '// Counts UTF-16 units.\nexport function truncate(text, length) {',
            ),
          },
        ],
        { apiKey },
      );
      try {
        const run = await bench.run(['run', 'three', '--json', '--model', 'openai/gpt-4.1'], {
          OPENAI_API_KEY: apiKey,
          OPENAI_BASE_URL: server.url,
        });
        assert.equal(run.exitCode, 0, run.stderr);
        const { outcome, output, line } = JSON.parse(run.stdout) as {
          outcome: string;
          line: string;
          output: Record<'one' | 'two' | 'three', { passed: boolean; feedback: string }>;
        };
        assert.deepEqual([output.one.passed, output.two.passed, output.three.passed], [true, false, true]);
        assert.match(output.two.feedback, /since you read src\/truncate\.js, somebody else has changed the same lines/);
        assert.deepEqual([outcome, line], ['done', 'done: 3 lines in src/truncate.js; what was green is still green']);
        const patch = (await bench.run(['show', '--patch'])).stdout;
        assert.match(patch, /^\+\/\/ Counts UTF-16 units\.$/m);
        assert.match(patch, /^\+ {2}const end = length - 1;$/m);
        assert.equal((await bench.run(['replay'])).exitCode, 0);
      } finally {
        await server.close();
      }
    }),
  );
});
