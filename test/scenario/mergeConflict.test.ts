import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { MergeView } from '../../src/protocol/merge.ts';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import type { ModelServer, ServerReply } from '../fakes/servers/serverReply.ts';
import { CliBench } from './loopwrightCli.ts';
import { slugEdit } from './slugAnswers.ts';

const apiKey = 'sk-test-key-000000';
const model = ['--model', 'openai/gpt-4.1'];
const file = 'src/slug.js';
const proposedLine = "  return title.toLowerCase().replace(/ /g, '-');\n";
const myLine = "  return title.trim().toLowerCase().replace(/ /g, '-');\n";
const mergedLines = [
  '  return title',
  '    .trim()',
  "    .normalize('NFKD')",
  "    .replace(/[\\u0300-\\u036f]/g, '')",
  '    .toLowerCase()',
  "    .replace(/[^a-z0-9]+/g, '-')",
  "    .replace(/^-|-$/g, '');",
].join('\n');

/** What the agent answers: `text` for the first conflict. */
const answer = (text: string, sure = true): ServerReply => ({
  text: JSON.stringify({
    explanation: 'Both change how the title is folded.',
    resolutions: [{ conflict: 1, text, sure, why: 'The trim of ours, the folding of theirs.' }],
    summary: 'Titles are trimmed, then folded.',
  }),
});

interface Conflict {
  readonly bench: CliBench;
  readonly server: ModelServer;
  readonly runId: string;
  /** The file as the person has it now. */
  readonly mine: string;
  merge(...more: readonly string[]): ReturnType<CliBench['run']>;
}

/** A proposal whose line the person has changed since; the merge agent gets the replies. */
function conflicting(replies: readonly ServerReply[], body: (conflict: Conflict) => Promise<void>) {
  return async () => {
    const bench = new CliBench('needs-model-js');
    const server = await startOpenaiServer([{ text: slugEdit('a-z0-9') }, ...replies], { apiKey });
    const env = { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: server.url };
    try {
      const { json } = await bench.fix([...model, '--repair-seconds', '0'], env);
      assert.equal(json.outcome, 'fixed', json.line);
      const mine = `// mine\n${bench.read(file).replace(proposedLine, myLine)}`;
      assert.ok(mine.includes(myLine));
      writeFileSync(path.join(bench.workspace, file), mine);
      const merge = (...more: readonly string[]) => bench.run(['merge', json.runId, ...model, ...more], env);
      await body({ bench, server, runId: json.runId, mine, merge });
    } finally {
      await server.close();
      bench.dispose();
    }
  };
}

describe('a proposal that contradicts what the person changed since', () => {
  it(
    'is refused with both versions and the way to a merge; the merge is shown, and written when it is named',
    conflicting([answer(mergedLines)], async ({ bench, server, runId, mine, merge }) => {
      const refused = await bench.run(['apply', runId]);
      assert.equal(refused.exitCode, 1);
      assert.match(refused.stdout, new RegExp(`loopwright merge ${runId}`));

      const shown = await merge();
      assert.equal(shown.exitCode, 0, shown.stderr);
      assert.match(shown.stdout, /✓ src\/slug\.js:4/);
      assert.match(shown.stdout, /The trim of ours, the folding of theirs\./);
      for (const part of ['yours:', 'proposed:', 'merged:', 'title.trim()', ".normalize('NFKD')"])
        assert.ok(shown.stdout.includes(part), part);
      assert.equal(bench.read(file), mine, 'nothing is written by a merge');
      const asked = JSON.stringify(server.requests[1]?.body);
      for (const part of ['title.trim()', "normalize('NFKD')", file]) assert.ok(asked.includes(part), part);

      const [, mergeRun = ''] = /apply \S+ --merged (\S+)/.exec(shown.stdout) ?? [];
      const applied = await bench.run(['apply', runId, '--merged', mergeRun]);
      assert.equal(applied.exitCode, 0, applied.stdout + applied.stderr);
      assert.equal(bench.read(file), mine.replace(myLine, `${mergedLines}\n`));
      assert.equal((await bench.run(['undo', runId])).exitCode, 0);
      assert.equal(bench.read(file), mine, 'an undo gives back what the person had');
    }),
  );

  it(
    'takes no lines of a merge once the place has changed again, and does not ask where nothing contradicts it',
    conflicting([answer(mergedLines)], async ({ bench, runId, mine, merge }) => {
      const { runId: mergeRun } = JSON.parse((await merge('--json')).stdout) as MergeView;
      const later = mine.replace('.trim()', '.trimEnd()');
      writeFileSync(path.join(bench.workspace, file), later);
      const refused = await bench.run(['apply', runId, '--merged', mergeRun]);
      assert.equal(refused.exitCode, 1);
      assert.match(refused.stdout, /trimEnd[\s\S]*Nothing was written/);
      assert.equal(bench.read(file), later);

      writeFileSync(
        path.join(bench.workspace, file),
        later.replace('title.trimEnd().toLowerCase()', 'title.toLowerCase()'),
      );
      const needless = await merge();
      assert.equal(needless.exitCode, 2);
      assert.match(needless.stderr, /Nothing of this proposal contradicts[\s\S]*loopwright apply/);
    }),
  );

  it(
    'stays the person’s where the agent gives no lines, or conflict marks; a doubt is told',
    conflicting(
      [answer(`<<<<<<< ours\n${myLine}=======\n${proposedLine}>>>>>>> theirs\n`), answer(mergedLines, false)],
      async ({ bench, runId, mine, merge }) => {
        const marked = await merge();
        assert.equal(marked.exitCode, 1);
        assert.match(marked.stdout, /✗ src\/slug\.js:4: no lines were proposed[\s\S]*by hand/);
        const [mergeRun = ''] = (await newestRuns(bench)).filter((id) => id !== runId);
        assert.equal((await bench.run(['apply', runId, '--merged', mergeRun])).exitCode, 1);
        assert.equal(bench.read(file), mine);

        const doubtful = await merge();
        assert.equal(doubtful.exitCode, 0);
        assert.match(doubtful.stdout, /\? src\/slug\.js:4: the agent is not sure/);
      },
    ),
  );

  it(
    'says what is no merge, and that a deleted file cannot be merged by lines',
    conflicting([], async ({ bench, runId, merge }) => {
      const wrong = await bench.run(['apply', runId, '--merged', runId]);
      assert.equal(wrong.exitCode, 2);
      assert.match(wrong.stderr, /holds no merge: it ended as fixed/);
      await bench.run(['run', 'merge', '--input', 'files=[]', '--model', 'none']);
      const [empty = ''] = await newestRuns(bench);
      assert.equal(
        (await bench.run(['apply', runId, '--merged', empty])).exitCode,
        1,
        'a merge of nothing resolves nothing',
      );
      rmSync(path.join(bench.workspace, file));
      const gone = await merge();
      assert.match(gone.stderr, /src\/slug\.js cannot be merged by lines/);
    }),
  );
});

async function newestRuns(bench: CliBench): Promise<readonly string[]> {
  const { runs } = JSON.parse((await bench.run(['runs', '--json'])).stdout) as { runs: { runId: string }[] };
  return runs.map(({ runId }) => runId);
}
