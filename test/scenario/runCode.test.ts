import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import type { CliBench } from './loopwrightCli.ts';
import { none, on } from './onBench.ts';

const key = 'sk-test-key-000000';

/** A workflow of one node that runs a program. */
function program(bench: CliBench, language: string, code: string, more = ''): void {
  const folder = path.join(bench.workspace, '.loopwright/workflows');
  mkdirSync(folder, { recursive: true });
  const text = `version: 1
name: program
inputs: { text: { type: string, default: "" } }
nodes:
  code:
    tool: run_code
${more}    with: { language: ${language}, code: ${JSON.stringify(code)}, input: "\${{ inputs.text }}" }
outputs: \${{ nodes.code.output }}
`;
  writeFileSync(path.join(folder, 'program.yaml'), text);
}

interface Ended {
  readonly ok: boolean;
  readonly output?: { readonly exitCode: number; readonly stdout: string };
  readonly error?: { readonly code: string; readonly message: string };
  readonly proposal?: unknown;
}

async function run(bench: CliBench, ...more: readonly string[]): Promise<Ended> {
  const { stdout } = await bench.run(['run', 'program', '--json', ...none, ...more]);
  return JSON.parse(stdout) as Ended;
}

/** The arguments of every process of the machine. */
function commandLines(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
}

describe('a node that is given nothing but code', () => {
  it(
    'runs it in a sandbox, gives what it prints, and keeps nothing that it leaves behind',
    on('feature-py', async (bench) => {
      const sum = 'import sys\nopen("left.txt", "w").write("x")\nprint(sum(int(n) for n in sys.stdin.read().split()))';
      program(bench, 'python', sum);
      const python = await run(bench, '--input', 'text=3 4 5; touch x');
      assert.equal(python.error?.code, 'command.failed', 'a word that is no number fails');
      const before = bench.fingerprint();
      const good = await run(bench, '--input', 'text="3 4 5"');
      assert.equal(bench.fingerprint(), before);
      assert.deepEqual(good.output, { exitCode: 0, stdout: '12\n', stderr: '' });
      assert.equal(good.proposal, null, 'what a program leaves behind is no change');
      program(bench, 'javascript', 'process.stdin.on("data", (text) => console.log(String(text).toUpperCase()))');
      assert.equal((await run(bench, '--input', 'text="a $(id)"')).output?.stdout, 'A $(ID)\n');
      program(bench, 'sh', 'cat; ls plan');
      assert.match((await run(bench)).output?.stdout ?? '', /shares\.py/);
    }),
  );

  for (const [language, code] of [
    ['python', 'import time\nmine = "MARKER-OF-THE-CODE"\ntime.sleep(2)\nprint(len(mine), __name__)'],
    [
      'javascript',
      'const mine = "MARKER-OF-THE-CODE"; setTimeout(() => console.log(mine.length, process.argv.length), 2000)',
    ],
    [
      'javascript',
      'import { statSync } from "node:fs"; await new Promise((done) => setTimeout(done, 2000)); console.log("MARKER-OF-THE-CODE".length, statSync("plan").isDirectory())',
    ],
    ['sh', 'mine=MARKER-OF-THE-CODE; sleep 2; echo "$(printf %s "$mine" | wc -c) $0 $#"'],
  ] as const)
    it(
      `shows nobody on the machine its text while it runs, in ${language}`,
      on('feature-py', async (bench) => {
        program(bench, language, code);
        let ended = false;
        const running = run(bench).finally(() => {
          ended = true;
        });
        const seen = new Set<string>();
        while (!ended) {
          for (const line of commandLines()) if (/MARKER|program-[0-9a-f]{12}/.test(line)) seen.add(line);
          await sleep(20);
        }
        const { output, error } = await running;
        assert.match(output?.stdout ?? '', /^18 (__main__|1|true|sh 0)\n$/, JSON.stringify(error));
        assert.ok(seen.size > 0, 'the program was not seen while it ran');
        assert.deepEqual(
          [...seen].filter((line) => line.includes('MARKER')),
          [],
        );
      }),
    );

  it(
    'is called by its text in the log, and so is why it failed',
    on('feature-py', async (bench) => {
      program(bench, 'python', 'raise ValueError("no good")');
      const { error } = await run(bench);
      assert.match(error?.message ?? '', /: python3 -I -c raise ValueError.* ended with 1/);
      assert.ok(!error?.message.includes(bench.home), error?.message);
    }),
  );

  const attempts: readonly (readonly [what: string, language: string, code: string, why: RegExp])[] = [
    [
      'the network',
      'python',
      'import socket; socket.create_connection(("1.1.1.1", 80), 2)',
      /unreachable|Network|Errno/,
    ],
    ['more memory than it may', 'python', 'x = bytearray(64 << 30)', /memoryBytes|MemoryError|ended with/i],
    ['more time than it may', 'sh', 'sleep 60', /wallMs|node\.timeout/],
    ['files of the person', 'sh', 'cat "$HOME"/../../home/*/.ssh/id_* /etc/shadow', /No such file|Permission denied/],
  ];
  for (const [what, language, code, why] of attempts)
    it(
      `gives it not ${what}`,
      on('feature-py', async (bench) => {
        program(bench, language, code, '    timeout: 4s\n');
        const { ok, error } = await run(bench);
        assert.equal(ok, false);
        assert.match(`${error?.code} ${error?.message}`, why);
      }),
    );

  it(
    'runs nothing where the mode is to look only',
    on('feature-py', async (bench) => {
      program(bench, 'sh', 'echo ran');
      const { ok, error } = await run(bench, '--mode', 'analysis-only');
      assert.equal(ok, false);
      assert.match(error?.code ?? '', /^policy\./);
    }),
  );

  it(
    'is a tool of an agent whose node names it, and of no other',
    on('feature-py', async (bench) => {
      const folder = path.join(bench.workspace, '.loopwright/workflows');
      mkdirSync(folder, { recursive: true });
      const node = (tools: string) =>
        `version: 1\nname: look\nnodes:\n  judge:\n    agent: review\n    tools: [${tools}]\n    with: { request: Is 2**10 1024? }\n`;
      const verdict = '{"explanation": "Counted.", "approved": true, "findings": [], "summary": "Yes."}';
      const calls = [{ name: 'run_code', input: { language: 'python', code: 'print(2**10)' } }];
      const server = await startOpenaiServer([{ calls }, { text: verdict }, { calls }, { text: verdict }], {
        apiKey: key,
      });
      try {
        const env = { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.url };
        for (const tools of ['read_file, run_code', 'read_file']) {
          writeFileSync(path.join(folder, 'look.yaml'), node(tools));
          const ended = await bench.run(['run', 'look', '--json', '--model', 'openai/gpt-4.1'], env);
          assert.equal(ended.exitCode, 0, ended.stdout + ended.stderr);
        }
        const said = server.requests.map(({ body }) => JSON.stringify(body.messages));
        assert.match(said[1] ?? '', /"1024"/);
        assert.doesNotMatch(said[3] ?? '', /"1024"/);
        assert.match(said[3] ?? '', /no tool|not .*run_code|run_code/);
      } finally {
        await server.close();
      }
    }),
  );
});
