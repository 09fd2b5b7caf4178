import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../eventually.ts';
import { finished } from './loopwrightCli.ts';
import { on } from './onBench.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/own-agent.md'), 'utf8');

/** The first block of the page after a text. */
function blockAfter(text: string): string {
  const at = page.indexOf(text);
  assert.ok(at >= 0, `docs/own-agent.md says ${text}`);
  const [, block] = /```\w+\n([\s\S]*?)```/.exec(page.slice(at)) ?? [];
  assert.ok(block, `a block follows ${text}`);
  return block;
}

describe('docs/own-agent.md', () => {
  it(
    'its files are valid as they stand, and its agent answers',
    on('needs-model-js', async (bench) => {
      for (const file of ['agents.yaml', 'prompts/explain.md', 'workflows/tour.yaml']) {
        const whole = path.join(bench.workspace, '.loopwright', file);
        mkdirSync(path.dirname(whole), { recursive: true });
        writeFileSync(whole, blockAfter(`\`.loopwright/${file}\``));
      }
      const checked = await bench.run(['validate']);
      assert.equal(checked.stdout, '2 files: 0 errors, 0 warnings\n');
      assert.match((await bench.run(['prompts', 'check'])).stdout, /1 of the workspace: 0 errors, 0 warnings/);

      const folder = path.join(bench.base, 'carry');
      mkdirSync(folder);
      const args = ['run', 'tour', '--input', 'files=["src/slug.js"]', '--model', 'paste', '--paste-dir', folder];
      const ended = finished(bench.start(args));
      const request = path.join(folder, 'request-0001.md');
      await eventually(() => existsSync(request), 'the request to paste');
      const asked = readFileSync(request, 'utf8');
      for (const part of ['You explain code to someone', '## read_file', '"pitfalls"', 'src/slug.js'])
        assert.ok(asked.includes(part), part);
      assert.ok(!asked.includes('## list_files'), 'the manifest names the only tools');
      writeFileSync(path.join(folder, 'reply.tmp'), blockAfter('`reply-0001.md`'));
      renameSync(path.join(folder, 'reply.tmp'), path.join(folder, 'reply-0001.md'));
      const { stdout, exitCode, stderr } = await ended;
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, /"texts": \[[\s\S]*"summary": "net turns gross cents into net cents\."/);
      assert.equal((await bench.run(['show', '--node', 'each[0]/explain'])).exitCode, 0);
    }),
  );

  it(
    'a manifest that is wrong is named where its agent is missed',
    on('needs-model-js', async (bench) => {
      const write = (file: string, text: string) => {
        mkdirSync(path.dirname(path.join(bench.workspace, '.loopwright', file)), { recursive: true });
        writeFileSync(path.join(bench.workspace, '.loopwright', file), text);
      };
      write('agents.yaml', blockAfter('`.loopwright/agents.yaml`').replace('maxTurns', 'maxTurn'));
      write('prompts/explain.md', blockAfter('`.loopwright/prompts/explain.md`'));
      write('workflows/tour.yaml', blockAfter('`.loopwright/workflows/tour.yaml`'));
      const { exitCode, stderr } = await bench.run(['run', 'tour', '--input', 'files=[]', '--model', 'none']);
      assert.equal(exitCode, 2);
      assert.match(stderr, /\.loopwright\/agents\.yaml:\d+:5 {2}agents\.explain .*"maxTurn" is not known/);
    }),
  );

  const limits: readonly (readonly [what: string, written: string, code: string])[] = [
    ['answers', 'maxTurns: 1', 'agent.gaveUp'],
    ['time', 'timeout: 2s', 'node.timeout'],
    ['calls', 'budget: { calls: 1 }', 'may use 1 calls'],
  ];
  for (const [what, written, expected] of limits) {
    it(
      `the manifest bounds the ${what} of its agent, in a workflow and in a task`,
      on('needs-model-js', async (bench) => {
        for (const file of ['agents.yaml', 'prompts/explain.md', 'workflows/tour.yaml']) {
          const whole = path.join(bench.workspace, '.loopwright', file);
          mkdirSync(path.dirname(whole), { recursive: true });
          const text = blockAfter(`\`.loopwright/${file}\``);
          writeFileSync(whole, text.replace(/maxTurns: 8\n {4}timeout: 5m/, written));
        }
        writeFileSync(
          path.join(bench.workspace, 'task.json'),
          '{"type":"AgentTask","version":1,"id":"t","agent":"explain","payload":{"file":"src/slug.js"}}',
        );
        for (const [i, start] of [
          ['run', 'tour', '--input', 'files=["src/slug.js"]'],
          ['run', '--file', 'task.json'],
        ].entries()) {
          const folder = path.join(bench.base, `carry${i}`);
          mkdirSync(folder);
          if (what !== 'time')
            for (const number of ['0001', '0002'])
              writeFileSync(
                path.join(folder, `reply-${number}.md`),
                '```tool read_file\n{"path": "src/slug.js"}\n```\n',
              );
          const { exitCode } = await bench.run([...start, '--model', 'paste', '--paste-dir', folder]);
          assert.equal(exitCode, 1, 'a step failed; the machine is as it should be');
          const codes = JSON.stringify(await bench.events());
          assert.ok(codes.includes(expected), `${expected} in ${codes.slice(-1500)}`);
        }
      }),
    );
  }
});
