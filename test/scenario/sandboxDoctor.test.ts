import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SandboxReport } from '../../src/protocol/sandbox.ts';
import { type CliBench, finished } from './loopwrightCli.ts';
import { on } from './onBench.ts';

interface Looked {
  readonly exitCode: number | null;
  readonly report: SandboxReport;
  readonly text: string;
}

async function look(bench: CliBench, wrapper: readonly string[] = []): Promise<Looked> {
  const json = await finished(bench.start(['doctor', '--sandbox', '--json'], {}, wrapper), '');
  const { stdout } = await finished(bench.start(['doctor', '--sandbox'], {}, wrapper), '');
  return { exitCode: json.exitCode, report: JSON.parse(json.stdout) as SandboxReport, text: stdout };
}

const backEnd = ({ report }: Looked, name: string) => report.backEnds.find((one) => one.name === name);

describe('loopwright doctor --sandbox', () => {
  it(
    'tries what is there, says what commands may do, and gives one command for what is missing',
    on('demo-js', async (bench) => {
      const looked = await look(bench);
      assert.equal(looked.exitCode, 0, looked.text);
      assert.equal(looked.report.chosenBy, 'platform');
      assert.deepEqual(
        looked.report.backEnds.filter(({ used }) => used).map(({ name, state }) => [name, state]),
        [['bubblewrap', 'limited']],
      );
      assert.equal(backEnd(looked, 'seatbelt')?.state, 'elsewhere');
      assert.equal(backEnd(looked, 'container')?.remedy, 'loopwright doctor --use container --image IMAGE');
      assert.match(looked.text, /^! bubblewrap +\d+\.\d+/m);
      assert.match(looked.text, /^Network .*\n {2}- None but hosts that are listed/m);
      assert.match(looked.text, /^ {2}- Held by the watchdog of Loopwright(?: alone: no manager|; .* by the kernel)/m);
      // What it says can be read is there, and nothing of the person's is among it.
      const tools = looked.report.policy.flatMap(
        ({ text }) => /^Your tools: (.*)\.$/.exec(text)?.[1]?.split(', ') ?? [],
      );
      assert.ok(tools.length > 0);
      for (const tool of tools) assert.ok(existsSync(tool), tool);
    }),
  );

  it(
    'names the one setting of the kernel that forbids it, and ends with code 3',
    on('demo-js', async (bench) => {
      // A namespace of users in which there may be no other.
      const forbid = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"';
      const looked = await look(bench, ['unshare', '-Ur', '--', 'sh', '-c', forbid, 'sh']);
      assert.equal(looked.exitCode, 3, looked.text);
      assert.equal(backEnd(looked, 'bubblewrap')?.state, 'missing');
      assert.match(looked.text, /^ {6}\$ sudo sysctl -w user\.max_user_namespaces=15000$/m);
      assert.match(looked.text, /nothing takes its place: no code of a project runs/);
      assert.doesNotMatch(looked.text, /Code of the project runs in the sandbox|A command reads/);
    }),
  );

  it(
    'says which file takes something away, and that a broken one lets no run begin',
    on('demo-js', async (bench) => {
      const file = path.join(bench.workspace, '.loopwright', 'security.yaml');
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, 'version: 1\nmode: analysis-only\nprotect: [migrations/**]\n');
      const taken = await look(bench);
      assert.match(
        taken.text,
        /^Code \(\.loopwright\/security\.yaml: mode analysis-only\)\n {2}- No code of the project runs\.$/m,
      );
      assert.match(taken.text, /No proposal changes migrations\/\*\*\. \(\.loopwright\/security\.yaml: protect\)/);
      writeFileSync(file, 'version: 1\nmode: everything\n');
      const broken = await look(bench);
      assert.match(broken.text, /No run begins\./);
    }),
  );

  it(
    'writes no escape sequence that a file name holds',
    on('demo-js', async (bench) => {
      const file = path.join(bench.workspace, '.loopwright', 'security.yaml');
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, 'version: 1\nprotect: ["a\\e]0;title\\a*"]\n');
      const { text } = await look(bench);
      assert.ok(!text.includes('\u001b'), JSON.stringify(text));
    }),
  );
});
