import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startOpenaiServer } from '../../fakes/servers/openaiServer.ts';
import { CliBench } from '../loopwrightCli.ts';

const key = 'sk-test-key-000000';
const verdict = '{"explanation": "Looked.", "approved": true, "findings": [], "summary": "Fine."}';
const workflow = `version: 1
name: look
nodes:
  judge:
    agent: review
    with: { request: Is it all right? }
outputs: \${{ nodes.judge.output.summary }}
`;

/** The database of the one workspace that the bench has. */
function databaseOf(bench: CliBench): string {
  const names = readdirSync(bench.home, { recursive: true, encoding: 'utf8' });
  const found = names.filter((name) => path.basename(name) === 'runs.db');
  assert.equal(found.length, 1);
  return path.join(bench.home, found[0] ?? '');
}

interface Verified {
  readonly whole: boolean;
  readonly logs: readonly {
    readonly entries: number;
    readonly head: { readonly seq: number; readonly hash: string };
    readonly problems: readonly { readonly seq: number; readonly kind: string }[];
  }[];
}

describe('loopwright audit', function () {
  this.timeout(180_000);
  let bench: CliBench;

  before(async () => {
    bench = new CliBench('feature-py');
    const folder = path.join(bench.workspace, '.loopwright/workflows');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'look.yaml'), workflow);
    const calls = [
      { name: 'list_files', input: {} },
      { name: 'run_tests', input: {} },
      { name: 'no_such_tool', input: {} },
    ];
    const server = await startOpenaiServer([{ calls }, { text: verdict }], { apiKey: key });
    try {
      const env = { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.url };
      const args = ['run', 'look', '--mode', 'analysis-only', '--model', 'openai/gpt-4.1'];
      const run = await bench.run(args, env);
      assert.equal(run.exitCode, 0, run.stderr);
    } finally {
      await server.close();
    }
  });
  after(() => bench.dispose());

  const verify = async () => {
    const { exitCode, stdout } = await bench.run(['audit', 'verify', '--json']);
    return { exitCode, ...(JSON.parse(stdout) as Verified) };
  };

  it('says what was allowed and refused, by which rule, and the head of the log', async () => {
    const { exitCode, stdout } = await bench.run(['audit', '--json']);
    assert.equal(exitCode, 0);
    const { mode, decisions, log } = JSON.parse(stdout);
    assert.equal(mode, 'analysis-only');
    const said = decisions.map((row: Record<string, string>) => `${row.decision}: ${row.action} (${row.rule})`);
    assert.deepEqual(said, [
      'allowed: use the tool list_files (mode analysis-only)',
      'refused: run code of the project with run_tests (mode analysis-only)',
      'refused: use the tool no_such_tool (not a tool of this agent)',
    ]);
    const text = await bench.run(['audit']);
    assert.match(text.stdout, /Mode analysis-only/);
    assert.match(text.stdout, /judge +refused +run code of the project with run_tests +mode analysis-only/);
    assert.ok(text.stdout.includes(`whole  head ${log.head.seq} ${log.head.hash}`));
  });

  it('finds what was changed in the database, names the place, and ends with 1', async () => {
    const sound = await verify();
    assert.equal(sound.exitCode, 0);
    assert.deepEqual([sound.whole, sound.logs.length], [true, 1]);
    const file = databaseOf(bench);
    const refusal = (await bench.events()).find(({ type }) => type === 'policy.decided');
    const seq = Number(refusal?.seq);
    assert.ok(seq > 1);
    /** One change at a time, taken back afterwards. */
    const altered = async (sql: string): Promise<Awaited<ReturnType<typeof verify>>> => {
      const db = new DatabaseSync(file);
      db.exec('CREATE TEMP TABLE kept AS SELECT * FROM entry');
      db.exec(sql);
      const found = await verify();
      db.exec('DELETE FROM entry; INSERT INTO entry SELECT * FROM kept');
      db.close();
      return found;
    };
    const id = `(SELECT min(id) FROM entry) + ${seq - 1}`;
    const cases: readonly (readonly [string, string])[] = [
      [`UPDATE entry SET body = replace(body, '"refused"', '"allowed"') WHERE id = ${id}`, `${seq} changed`],
      [`DELETE FROM entry WHERE id = ${id}`, `${seq} missing`],
      [`UPDATE entry SET at_ms = at_ms + 60000 WHERE id = ${id}`, `${seq} changed`],
      [`DELETE FROM entry WHERE id >= ${id}`, `${seq} missing`],
      [`UPDATE entry SET body = (SELECT body FROM entry WHERE id = ${id} - 1) WHERE id = ${id}`, `${seq} changed`],
    ];
    for (const [sql, expected] of cases) {
      const found = await altered(sql);
      assert.equal(found.exitCode, 1, sql);
      const [first] = found.logs[0]?.problems ?? [];
      assert.equal(`${first?.seq} ${first?.kind}`, expected, sql);
    }
    assert.deepEqual(await verify(), sound, 'and it is whole again');
    const db = new DatabaseSync(file);
    db.exec(`UPDATE entry SET at_ms = at_ms + 1 WHERE id = ${id}`);
    db.close();
    const text = await bench.run(['audit', 'verify']);
    assert.equal(text.exitCode, 1);
    assert.match(text.stdout, new RegExp(`1 place not as written[\\s\\S]*entry ${seq} is not what it was`));
    const audit = await bench.run(['audit']);
    assert.equal(audit.exitCode, 1);
    assert.match(audit.stderr, /The log is not what was written/);
  });
});
