import { attacks, type HostRule } from '../sandbox/attackTable.ts';
import { hostAttacks } from './hostTable.ts';

const cell = (text: string) => text.replaceAll('|', '\\|');
const row = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(head), `|${'---|'.repeat(head.length)}`, ...rows.map(row)].join('\n');

/** What the page says of each script: its outcome is what the tests hold it to, as root and as a normal user. */
function scripts(): string {
  const rows = attacks.map(({ number, name, control, blockedBy, rule }) => {
    const outcome = rule ? 'host rule' : 'blocked';
    const without = control === 'succeeds' ? 'succeeds' : control === 'where allowed' ? control : 'not tried';
    return [number, name, without, outcome, outcome, rule ? wordsOf(rule) : blockedBy];
  });
  return table(['no', 'attack', 'without a sandbox', 'as root', 'as a normal user', 'stopped by'], rows);
}

const wordsOf = ({ rule, file, test }: HostRule) => `${rule}: \`${file}\`, "${test}"`;

function hostRows(): string {
  const rows = hostAttacks.map(({ id, attack, outcome, test }) => [id, attack, outcome, `\`${test}\``]);
  return table(['id', 'attack', 'what comes of it', 'made by'], rows);
}

/** The page with its tables as the code has them. */
export function withTables(page: string): string {
  return [
    ['sandbox', scripts()],
    ['host', hostRows()],
  ].reduce((text, [name, rows]) => {
    const [from, to] = [`<!-- ${name}: begin -->\n`, `<!-- ${name}: end -->`];
    const start = text.indexOf(from) + from.length;
    return `${text.slice(0, start)}\n${rows}\n\n${text.slice(text.indexOf(to))}`;
  }, page);
}
