import type { SecurityManifest } from './securitySchema.ts';

type Pattern = NonNullable<NonNullable<SecurityManifest['rules']>[number]['command']>[number];

/** Programs that carry out whatever an argument says. */
const interpreters: ReadonlySet<string> = new Set([
  ...['sh', 'bash', 'dash', 'zsh', 'ksh', 'fish', 'cmd', 'powershell', 'pwsh', 'busybox'],
  ...['node', 'deno', 'bun', 'python', 'python3', 'perl', 'ruby', 'php', 'osascript'],
  ...['env', 'xargs', 'sudo', 'doas', 'nohup', 'timeout', 'npx', 'uvx', 'find', 'awk', 'eval'],
]);

/** Whether a pattern leaves an argument open for a program that would carry out what stands there: it would allow everything. */
export function allowsEverything([program, ...rest]: readonly Pattern[]): boolean {
  const isOpen = (pattern: Pattern | undefined) => typeof pattern === 'object' && 'any' in pattern;
  if (isOpen(program)) return true;
  const names = typeof program === 'string' ? [program] : program && 'oneOf' in program ? program.oneOf : [];
  const isInterpreter = names.some((name) => interpreters.has(programOf(name)));
  return isInterpreter && rest.some(isOpen);
}

/** `python3` of `/usr/bin/python3`, `cmd` of `CMD.EXE`. */
function programOf(name: string): string {
  const file = name.split(/[\\/]/).at(-1) ?? '';
  return file.toLowerCase().replace(/\.exe$/, '');
}
