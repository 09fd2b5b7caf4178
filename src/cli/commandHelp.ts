import { type Command, exitCode, exitMeanings } from './command.ts';

/** A line of the help: an argument or an option as it is typed, and what it means. */
export interface HelpRow {
  /** `--keep N` */
  readonly name: string;
  readonly meaning: string;
}

/** Options that every command takes. */
export const commonOptions: readonly HelpRow[] = [
  { name: '--workspace DIR', meaning: 'The project (default: the current folder).' },
  { name: '--json', meaning: 'Print exactly one JSON object on stdout.' },
  { name: '--help', meaning: 'Print the help of the command, and do nothing else.' },
];

/** The arguments and options of a command, in the order of its help, without those that every command takes. */
export function helpRows({ arguments: named = {}, options, help }: Command): readonly HelpRow[] {
  const positional = Object.entries(named).map(([name, meaning]) => ({ name, meaning }));
  const own = Object.entries(help).map(([name, meaning]) => {
    const takesValue = options[name.split(' ')[0] ?? '']?.type === 'string';
    return { name: `--${name}${takesValue && !name.includes(' ') ? ' VALUE' : ''}`, meaning };
  });
  return [...positional, ...own];
}

/** An exit code and what it means for a command. */
export interface ExitRow {
  readonly code: number;
  readonly meaning: string;
}

/** The exit codes that a command gives a meaning of its own, in the order of their numbers. */
export function exitRows({ exits = {} }: Command): readonly ExitRow[] {
  return namesByCode().flatMap((name) => {
    const meaning = exits[name];
    return meaning === undefined ? [] : [{ code: exitCode[name], meaning }];
  });
}

/** What the exit codes mean for every command. */
export function commonExits(): readonly ExitRow[] {
  return namesByCode().map((name) => ({ code: exitCode[name], meaning: exitMeanings[name] }));
}

function namesByCode(): (keyof typeof exitCode)[] {
  const names = Object.keys(exitCode) as (keyof typeof exitCode)[];
  return names.sort((a, b) => exitCode[a] - exitCode[b]);
}

const lineWidth = 100;

/** The common exit codes as lines of help. */
export function exitWords(): readonly string[] {
  return columns(commonExits().map(({ code, meaning }) => [String(code), meaning]));
}

/** The help of one command. */
export function renderCommandHelp(command: Command): string {
  const rows = [...helpRows(command), ...commonOptions].map(({ name, meaning }) => [name, meaning] as const);
  const exits = exitRows(command).map(({ code, meaning }) => [String(code), meaning] as const);
  return [
    `Usage: loopwright ${command.usage}`,
    '',
    ...wrap(command.summary, lineWidth),
    '',
    ...columns(rows),
    '',
    ...(exits.length > 0 ? ['Exit codes:', ...columns(exits), ''] : []),
  ].join('\n');
}

/** Two columns, the second one wrapped. */
function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.flatMap(([name, meaning]) => {
    const [first = '', ...more] = wrap(meaning, lineWidth - width - 2);
    return [`  ${name.padEnd(width)}${first}`, ...more.map((line) => `  ${' '.repeat(width)}${line}`)];
  });
}

/** Lines of at most `width` characters, save where a word is longer. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
