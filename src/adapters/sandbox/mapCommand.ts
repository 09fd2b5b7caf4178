import type { SandboxCommand } from '../../core/sandbox/sandbox.ts';

/** The command with every path below `from` moved to the same place below `to`, in arguments, variables and the working folder. */
export function mapCommand(
  command: SandboxCommand,
  move: { readonly from: string; readonly to: string },
): SandboxCommand {
  const map = (text: string): string => mapPaths(text, move);
  return {
    argv: command.argv.map(map),
    cwd: map(command.cwd),
    env: Object.fromEntries(Object.entries(command.env).map(([name, value]) => [name, map(value)])),
  };
}

/** Moves `from` where it stands as a whole path: at the start, or after `=`, `:`, `,`, a space or a quote. */
function mapPaths(text: string, { from, to }: { readonly from: string; readonly to: string }): string {
  let out = '';
  let at = 0;
  for (let found = text.indexOf(from); found >= 0; found = text.indexOf(from, found + from.length)) {
    const before = text.charAt(found - 1);
    const after = text.charAt(found + from.length);
    if (!isEdge(before, '=:,; "\'(') || !isEdge(after, '/\\:,; "\')')) continue;
    out += text.slice(at, found) + to;
    at = found + from.length;
  }
  return out + text.slice(at);
}

function isEdge(char: string, edges: string): boolean {
  return char === '' || edges.includes(char);
}
