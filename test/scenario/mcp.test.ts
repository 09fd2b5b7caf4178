import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { CliBench } from './loopwrightCli.ts';
import { on } from './onBench.ts';

const cli = path.resolve(import.meta.dirname, '../../dist/cli.js');

/** The protocol's own client, connected to `loopwright mcp` over pipes. */
async function connect(bench: CliBench, args: readonly string[] = []): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [cli, 'mcp', ...args],
      cwd: bench.workspace,
      env: bench.env(),
      stderr: 'pipe',
    }),
  );
  return client;
}

async function call(client: Client, name: string, input: Record<string, unknown> = {}) {
  const { content, isError } = await client.callTool({ name, arguments: input });
  const [first] = content as readonly { readonly text?: string }[];
  const said = first?.text ?? '';
  return { isError: isError === true, said, json: () => JSON.parse(said) as Record<string, unknown> };
}

describe('loopwright mcp', () => {
  it(
    'lets another agent start a run and read what it proved, and writes nothing into the workspace',
    on('demo-js', async (bench) => {
      const add = (file: string, text: string) => writeFileSync(path.join(bench.workspace, file), text);
      add('src/more.js', 'export const more = (x) => x - 1;\n');
      add(
        'check.mjs',
        "import { more } from './src/more.js';\nif (more(1) !== 2 || more(5) !== 6) throw new Error('no');\n",
      );
      const before = bench.fingerprint();
      const client = await connect(bench, ['--model', 'none', '--test-command', 'node check.mjs']);
      try {
        const { tools } = await client.listTools();
        assert.deepEqual(tools.map(({ name }) => name).sort(), ['cancel_run', 'read_run', 'start_fix']);
        const { runId } = (await call(client, 'start_fix')).json();
        assert.equal(typeof runId, 'string');
        const read = async () => (await call(client, 'read_run', { runId })).json();
        let run = await read();
        for (let i = 0; i < 600 && run.status === 'running'; i++) {
          await sleep(100);
          run = await read();
        }
        assert.equal(run.status, 'fixed', JSON.stringify(run));
        const { goalReached, notProved } = run.evidence as { goalReached: boolean; notProved: unknown };
        assert.deepEqual([goalReached, Array.isArray(notProved)], [true, true]);
        const [file] = run.files as readonly { changes: number; decided: number; applied: number }[];
        assert.deepEqual([file?.changes, file?.decided, file?.applied], [1, 0, 0]);
        assert.equal((await call(client, 'read_run')).json().runId, runId, 'the newest when none is named');
      } finally {
        await client.close();
      }
      assert.equal(bench.fingerprint(), before);
    }),
  );

  it(
    'answers what is wrong with a code, and stays there',
    on('demo-js', async (bench) => {
      const client = await connect(bench, ['--model', 'openai/gpt-4.1']);
      try {
        assert.match((await call(client, 'read_run')).said, /run\.unknown/);
        assert.match((await call(client, 'read_run', { runId: '../../etc/passwd' })).said, /run\.unknown/);
        for (const tests of ['x', [1], Array.from({ length: 51 }, () => 'a'), ['x'.repeat(1001)]]) {
          const refused = await call(client, 'start_fix', { tests }).catch((error: Error) => ({
            isError: true,
            said: error.message,
          }));
          assert.ok(refused.isError, refused.said);
        }
        const unsent = await call(client, 'start_fix');
        assert.ok(unsent.isError);
        assert.match(unsent.said, /"code"/, 'a model that was not agreed to gets nothing');
        assert.match((await call(client, 'cancel_run', { runId: 'nothing' })).said, /run\.unknown/);
      } finally {
        await client.close();
      }
    }),
  );

  it('keeps standard output to the protocol, and ends when its input does', async () => {
    const bench = new CliBench('demo-js');
    try {
      const result = await bench.run(['mcp'], {}, '{"jsonrpc":"2.0","id":1,"method":"nonsense"}\nno json\n');
      assert.equal(result.exitCode, 0, result.stderr);
      for (const line of result.stdout.trim().split('\n').filter(Boolean))
        assert.equal((JSON.parse(line) as { jsonrpc?: string }).jsonrpc, '2.0');
    } finally {
      bench.dispose();
    }
  });
});
