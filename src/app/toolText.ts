import type { ToolRow } from '../protocol/library.ts';

/** What a tool is, takes and does at most, and who has it, for a person. What the workspace says in it is as it was written. */
export function describeTool(row: ToolRow): string {
  const inputs = row.inputs.map(({ name, type, required, description }) => {
    const said = description === undefined ? '' : `  ${description}`;
    return `  ${name}${required ? '' : '?'}: ${type}${said}`;
  });
  const lines = [
    row.description === '' ? row.name : `${row.name}: ${row.description}`,
    '',
    inputs.length === 0 ? 'It takes nothing.' : 'It takes:',
    ...inputs,
    '',
    sayDoes(row),
    ...(row.command ? [`Its command: ${row.command.join(' ')}`] : []),
    sayAgents(row),
  ];
  return lines.join('\n');
}

function sayDoes({ does, network }: ToolRow): string {
  if (does === 'step') return 'It is a step of workflows; no agent can be given it.';
  if (does === 'looks') return "It looks at the run's copy and runs nothing.";
  if (does === 'asks') return 'It asks the person whose run it is, and waits for the answer.';
  const reach = network ? ' It asks for the network: it reaches the hosts that security.yaml names, and no other.' : '';
  return `It runs code of the project in the sandbox, as far as the policy of the run lets it.${reach}`;
}

function sayAgents({ name, does, agents }: ToolRow): string {
  if (does === 'step') return `In a workflow: { tool: ${name} }`;
  const others = 'agents whose manifest names it, or whose node does';
  return agents.length === 0 ? `Given to ${others}.` : `Given to ${agents.join(', ')}, and to ${others}.`;
}
