import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { answersOf, commandsOf, exampleNames, examplesFolder, writeShim } from '../../scripts/exampleFiles.ts';
import { parseWorkflow } from '../../src/core/workflow/parseWorkflow.ts';
import { assertGolden, type LoggedEvent, stableLog } from './goldenLog.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** A copy of an example's folder, and a command `loopwright` for a shell in its project. */
class ExampleBench {
  readonly base = mkdtempSync(path.join(tmpdir(), 'lwx-'));
  readonly project = path.join(this.base, 'example/project');
  /** Everything that the commands have printed. */
  printed = '';

  constructor(example: string) {
    cpSync(path.join(examplesFolder, example), path.join(this.base, 'example'), { recursive: true });
    writeShim(path.join(this.base, 'bin'), path.join(root, 'dist/cli.js'));
  }

  /** Types a command; `onSaid` hears all that it has said on standard error so far. */
  async type(command: string, onSaid: (said: string) => void = () => undefined): Promise<string> {
    const { PATH = '' } = process.env;
    const env = {
      PATH: `${path.join(this.base, 'bin')}:${PATH}`,
      HOME: this.base,
      LOOPWRIGHT_HOME: path.join(this.base, 'home'),
      LANG: 'C.UTF-8',
      NO_COLOR: '1',
    };
    const child = spawn('sh', ['-c', command], { cwd: this.project, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      onSaid(stderr);
    });
    const exitCode = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
    this.printed += stderr + stdout;
    assert.equal(exitCode, 0, `${command}\n${stdout}\n${stderr}`);
    return stdout;
  }

  async events(): Promise<readonly LoggedEvent[]> {
    return (JSON.parse(await this.type('loopwright show --json')) as { events: LoggedEvent[] }).events;
  }

  async nodes(): Promise<Readonly<Record<string, string>>> {
    const { workflow } = JSON.parse(await this.type('loopwright show --json')) as {
      workflow: { nodes: { node: string; status: string }[] };
    };
    return Object.fromEntries(workflow.nodes.map(({ node, status }) => [node, status]));
  }

  dispose(): void {
    rmSync(this.base, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Expectation {
  readonly line: RegExp;
  /** Nodes that show what the example is about, and how each came out. */
  readonly nodes: Readonly<Record<string, string>>;
  check(bench: ExampleBench): Promise<void>;
}

const expectations: Readonly<Record<string, Expectation>> = {
  'plan-review-execute': {
    line: /^done: 30 lines in 5 files; what was green is still green, 2 tests are new$/,
    nodes: {
      'agree[1]/review': 'succeeded',
      'agree[2]/review': 'succeeded',
      confirm: 'succeeded',
      'execute[0]/tries': 'succeeded',
      'execute[1]/tries[1]/check': 'succeeded',
      'execute[1]/tries[2]/check': 'succeeded',
      verdict: 'succeeded',
      propose: 'succeeded',
    },
    async check(bench) {
      const given = async (node: string) =>
        JSON.parse(await bench.type(`loopwright show --node '${node}'`)) as { output: Record<string, unknown> };
      assert.equal((await given('agree[1]/review')).output.approved, false, 'the first plan is sent back');
      assert.equal((await given('agree[2]/review')).output.approved, true);
      const first = (await given('execute[1]/tries[1]/check')).output;
      assert.deepEqual([first.passed, first.broken], [false, ['test/limiter.test.ts > counts each caller alone']]);
      assert.equal((await given('execute[1]/tries[2]/check')).output.passed, true);
      await bench.type('loopwright apply --hunks 1,2,3,4,5');
      assert.match(await bench.type('node --test 2>&1'), /pass 7\n/, 'what was applied is what was proved');
    },
  },
  committee: {
    line: /^done$/,
    nodes: { apply: 'succeeded', 'members[1]/judge': 'succeeded', chair: 'succeeded' },
    async check(bench) {
      const { output } = JSON.parse(await bench.type('loopwright show --node members')) as {
        output: { approved: boolean }[];
      };
      assert.deepEqual(
        output.map(({ approved }) => approved),
        [true, false, true],
        'in the order of the focuses',
      );
    },
  },
  supervisor: {
    line: /^done: 18 lines in 6 files; what was green is still green, 3 tests are new$/,
    nodes: {
      'rounds[1]/work[2]/write': 'succeeded',
      'rounds[1]/integrate[2]/test': 'succeeded',
      'rounds[2]/work[0]/write': 'succeeded',
      propose: 'succeeded',
    },
    async check(bench) {
      const { output } = JSON.parse(await bench.type("loopwright show --node 'rounds[1]/integrate'")) as {
        output: { tests: { passed: boolean } }[];
      };
      assert.deepEqual(
        output.map(({ tests }) => tests.passed),
        [true, true, false],
      );
    },
  },
};

/** Types the commands of a README one after the other; one that waits for a person is answered by the next from a second process. */
async function typeAll(bench: ExampleBench, commands: readonly string[], afterFirstRun: () => Promise<void>) {
  const left = [...commands];
  let runs = 0;
  for (let command = left.shift(); command !== undefined; command = left.shift()) {
    let answered: Promise<string> | undefined;
    await bench.type(command, (said) => {
      const [, runId] = /loopwright approve (\S+) \S+/.exec(said) ?? [];
      const answer = left[0];
      if (runId === undefined || answered !== undefined || !answer?.startsWith('loopwright approve RUN')) return;
      left.shift();
      answered = bench.type(answer.replace('RUN', runId));
    });
    await answered;
    if (command.startsWith('loopwright run ') && ++runs === 1) await afterFirstRun();
  }
}

/** A line of output without what is another at every run. */
const plain = (line: string) =>
  line
    .replace(/\b[a-z0-9]{12}\b/g, 'RUN')
    .replace(/\bh[0-9a-f]{16}\b/g, 'HUNK')
    .replace(/[\d.]+ m?s\b/g, 'TIME')
    .trim();

/** What a model has said in words, reply by reply. */
function recordedTexts(folder: string): readonly string[] {
  const files = readdirSync(folder).filter((file) => /^[0-9a-f]{64}\.json$/.test(file));
  return files.map((file) => {
    const { events } = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as { events: { text?: string }[] };
    return events.map(({ text = '' }) => text).join('');
  });
}

describe('examples', () => {
  it('have an expectation each', () => assert.deepEqual(Object.keys(expectations).sort(), exampleNames()));

  for (const example of exampleNames()) {
    const readme = readFileSync(path.join(examplesFolder, example, 'README.md'), 'utf8');
    const blocks = (kind: string) =>
      [...readme.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text = '']) => text);
    const workflow = readFileSync(path.join(root, 'src/app/workflows', `${example}.yaml`), 'utf8');

    it(`${example}: its README runs as it stands, replays, and leaves the golden log`, async () => {
      const bench = new ExampleBench(example);
      try {
        const expected = expectations[example];
        assert.ok(expected);
        const { definition } = parseWorkflow(workflow, example);
        assert.ok(definition);
        await typeAll(bench, commandsOf(example), async () => {
          const events = await bench.events();
          assert.match(String(events.find(({ type }) => type === 'run.finished')?.line), expected.line);
          const nodes = await bench.nodes();
          for (const [node, status] of Object.entries(expected.nodes)) assert.equal(nodes[node], status, node);
          assert.match(await bench.type('loopwright replay'), /replays to the same log/);
          assertGolden(`${example}.events`, stableLog(events, definition));
        });
        await expected.check(bench);
        const said = new Set(bench.printed.split('\n').map(plain));
        const invented = blocks('text').flatMap((block) =>
          block.split('\n').filter((line) => line.trim() !== '' && line.trim() !== '…' && !said.has(plain(line))),
        );
        assert.deepEqual(invented, [], 'the README shows what is really printed');
      } finally {
        bench.dispose();
      }
    });

    it(`${example}: its README explains every line of the workflow`, () => {
      const lines = (text: string) =>
        text.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
      const [own = []] = [blocks('yaml').flatMap(lines)];
      assert.deepEqual(
        own.map((line) => line.trim()),
        lines(workflow).map((line) => line.trim()),
      );
    });

    it(`${example}: its recorded replies are its answers`, () => {
      const answers = answersOf(example).map(({ text }) => text);
      const replies = recordedTexts(path.join(examplesFolder, example, 'replies'));
      assert.equal(replies.length, answers.length, 'npm run examples:record records them anew');
      for (const reply of replies)
        assert.ok(
          answers.some((answer) => answer.includes(reply)),
          reply,
        );
    });
  }
});
