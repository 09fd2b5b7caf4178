import type { PolicyStatement, SandboxReport } from '../protocol/sandbox.ts';

const marks = { works: '✓', limited: '!', missing: '✗', elsewhere: '·' } as const;
const topics: readonly (readonly [PolicyStatement['topic'], string])[] = [
  ['code', 'Code'],
  ['edits', 'Edits'],
  ['reads', 'A command reads'],
  ['writes', 'A command writes'],
  ['network', 'Network'],
  ['processes', 'Processes'],
  ['environment', 'Variables'],
  ['limits', 'Limits of a command'],
];

/** A report as lines for people, the same on the command line and in the editor. */
export function sandboxText({ workspace, chosenBy, file, backEnds, policy }: SandboxReport): readonly string[] {
  const used = backEnds.find((one) => one.used);
  const by = chosenBy === 'person' ? `chosen in ${file}` : 'the one of this platform';
  const lines = [`Sandbox: ${used ? `${used.name}, ${by}` : 'there is none for this platform'}`, ''];
  if (used?.state === 'missing')
    lines.push('It does not work here, and nothing takes its place: no code of a project runs.', '');
  for (const { name, state, detail, remedy, gaps } of backEnds) {
    lines.push(`${marks[state]} ${name.padEnd(12)} ${detail}`.trimEnd());
    if (remedy !== undefined) lines.push(`      $ ${remedy}`);
    for (const gap of gaps) {
      lines.push(`    - ${gap.text}`);
      if (gap.remedy !== undefined) lines.push(`      $ ${gap.remedy}`);
    }
  }
  lines.push('', `What a run may do in ${workspace}`);
  for (const [topic, title] of topics) {
    const own = policy.filter((statement) => statement.topic === topic);
    if (own.length === 0) continue;
    const from = new Set(own.map((statement) => statement.from));
    const [only] = from.size === 1 ? from : [];
    lines.push('', only === undefined ? title : `${title} (${only})`);
    for (const statement of own) lines.push(`  - ${statement.text}${only === undefined ? ` (${statement.from})` : ''}`);
  }
  return lines;
}
