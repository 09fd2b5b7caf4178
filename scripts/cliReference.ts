import type { Command } from '../src/cli/command.ts';
import { commonExits, commonOptions, type ExitRow, exitRows, type HelpRow, helpRows } from '../src/cli/commandHelp.ts';
import { commandNames, loadCommand } from '../src/cli/commandTable.ts';

/** A command with the name it is called by. */
export interface NamedCommand {
  readonly name: string;
  readonly command: Command;
}

/** Every command of the command line, in the order of its help. */
export async function loadCommands(): Promise<readonly NamedCommand[]> {
  const found = await Promise.all(commandNames.map(async (name) => ({ name, command: await loadCommand(name) })));
  return found.flatMap(({ name, command }) => (command ? [{ name, command }] : []));
}

/** The reference of the command line as Markdown: what every command takes, prints and ends with. */
export function cliReference(commands: readonly NamedCommand[]): string {
  return [
    '## Every command',
    '',
    ...optionTable('option', commonOptions),
    '',
    ...exitTable(commonExits()),
    '',
    ...commands.flatMap(section),
  ].join('\n');
}

function section({ name, command }: NamedCommand): string[] {
  const rows = helpRows(command);
  const exits = exitRows(command);
  const heading = rows.every(({ name: row }) => row.startsWith('--')) ? 'option' : 'argument or option';
  return [
    `## \`loopwright ${name}\``,
    '',
    '```',
    `loopwright ${command.usage}`,
    '```',
    '',
    command.summary,
    '',
    ...(rows.length > 0 ? [...optionTable(heading, rows), ''] : []),
    ...(exits.length > 0 ? [...exitTable(exits), ''] : []),
    ...(command.json === undefined ? [] : [`The object of \`--json\`, beside \`ok\`: ${command.json}.`, '']),
  ];
}

function optionTable(heading: string, rows: readonly HelpRow[]): string[] {
  const cells = rows.map((row) => ({ ...row, ...splitDefault(row.meaning) }));
  return [
    `| ${heading} | meaning | default |`,
    '|---|---|---|',
    ...cells.map(({ name, meaning, fallback }) => `| \`${cell(name)}\` | ${cell(meaning)} | ${cell(fallback)} |`),
  ];
}

function exitTable(rows: readonly ExitRow[]): string[] {
  return ['| exit code | meaning |', '|---|---|', ...rows.map(({ code, meaning }) => `| ${code} | ${cell(meaning)} |`)];
}

/** The sentence of an option without the default that it names in brackets, and that default. */
export function splitDefault(sentence: string): { readonly meaning: string; readonly fallback: string } {
  const found = /\s*\(default:? ([^()]*)\)/.exec(sentence);
  if (!found) return { meaning: sentence, fallback: '' };
  return { meaning: sentence.replace(found[0], ''), fallback: found[1] ?? '' };
}

const cell = (text: string) => text.replaceAll('|', '\\|');
