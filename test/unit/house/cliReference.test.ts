import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { cliReference, loadCommands, type NamedCommand, splitDefault } from '../../../scripts/cliReference.ts';
import { generatedFiles } from '../../../scripts/generatedFiles.ts';
import type { Command } from '../../../src/cli/command.ts';
import { renderCommandHelp } from '../../../src/cli/commandHelp.ts';
import { runCli } from '../../../src/cli/runCli.ts';

const commands = await loadCommands();

const some: Command = {
  usage: 'some [THING] [--keep N]',
  summary: 'Does something.',
  arguments: { THING: 'What is done.' },
  options: { keep: { type: 'string' }, loud: { type: 'boolean' } },
  help: { 'keep N': 'How many stay (default: 3).', loud: 'Says more: a | b.' },
  exits: { notReached: 'nothing was there' },
  json: 'things',
  positionals: true,
  run: async () => 0,
};

/** The lines of a command's section. */
function sectionOf(name: string, command: Command): string[] {
  const text = cliReference([{ name, command }]);
  return text.slice(text.indexOf(`## \`loopwright ${name}\``)).split('\n');
}

describe('the reference of the command line', () => {
  it('is in docs/cli.md, as the commands say it (npm run generate)', () => {
    const page = generatedFiles().find((file) => file.path === 'docs/cli.md');
    assert.ok(page?.text.includes(cliReference(commands)));
  });

  it('has usage, summary, arguments, options with defaults, exit codes and the JSON of a command', () => {
    assert.deepEqual(sectionOf('some', some), [
      '## `loopwright some`',
      '',
      '```',
      'loopwright some [THING] [--keep N]',
      '```',
      '',
      'Does something.',
      '',
      '| argument or option | meaning | default |',
      '|---|---|---|',
      '| `THING` | What is done. |  |',
      '| `--keep N` | How many stay. | 3 |',
      '| `--loud` | Says more: a \\| b. |  |',
      '',
      '| exit code | meaning |',
      '|---|---|',
      '| 1 | nothing was there |',
      '',
      'The object of `--json`, beside `ok`: things.',
      '',
    ]);
  });

  it('finds the default in a sentence', () => {
    assert.deepEqual(splitDefault('How long (default 15).'), { meaning: 'How long.', fallback: '15' });
    assert.deepEqual(splitDefault('Ignored (repeatable): in the copy.').fallback, '');
  });
});

describe('the help of a command', () => {
  it('says the same as the reference, in lines that fit a terminal', () => {
    const long = { ...some, help: { ...some.help, loud: `${'words '.repeat(40)}end.` } };
    const lines = renderCommandHelp(long).split('\n');
    assert.ok(lines.every((line) => line.length <= 100));
    assert.ok(lines.includes('  --keep N         How many stay (default: 3).'), lines.join('\n'));
    assert.ok(lines.includes('  1  nothing was there'));
  });

  for (const { name, command } of commands) {
    it(`${name}: has a sentence for every option, and for no other`, () => {
      const told = Object.keys(command.help).map((key) => key.split(' ')[0]);
      assert.deepEqual(told.sort(), Object.keys(command.options).sort());
      for (const sentence of [
        command.summary,
        ...Object.values(command.help),
        ...Object.values(command.arguments ?? {}),
      ])
        assert.match(sentence, /^[\S].*\.$/, `${name}: ${sentence}`);
      assert.ok(command.usage === name || command.usage.startsWith(`${name} `), command.usage);
    });
  }
});

describe('the JSON that a command documents', () => {
  const fieldsOf = (text: string) =>
    text
      .split(';')[0]
      ?.replaceAll(/ \([^)]*\)/g, '')
      .split(', ') ?? [];

  async function keysOf(argv: readonly string[]): Promise<string[]> {
    const base = mkdtempSync(path.join(tmpdir(), 'lwj-'));
    const workspace = path.join(base, 'ws');
    mkdirSync(workspace);
    try {
      const [stdout, stderr, stdin] = [new PassThrough(), new PassThrough(), new PassThrough()];
      const env = { PATH: process.env.PATH, HOME: base, LOOPWRIGHT_HOME: path.join(base, 'data') };
      await runCli([...argv, '--json'], { stdout, stderr, stdin, env, cwd: workspace } as never);
      return Object.keys(JSON.parse(String(stdout.read())) as object);
    } finally {
      rmSync(base, { recursive: true, force: true });
    }
  }

  const needNoRun = (one: NamedCommand) =>
    ['status', 'queue', 'runs', 'cost-report', 'workflows', 'prompts', 'validate', 'gc', 'doctor'].includes(one.name);
  for (const { name, command } of commands.filter(needNoRun)) {
    it(`${name}: has exactly those fields`, async () => {
      assert.deepEqual(await keysOf([name]), ['ok', ...fieldsOf(command.json ?? '')]);
    });
  }
});
