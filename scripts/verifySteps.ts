import { runCommand } from './runCommand.ts';

/** One check that either passes or does not; its own output says what is wrong. */
export interface Step {
  readonly name: string;
  readonly command: readonly string[];
}

export const buildStep: Step = { name: 'build', command: ['node', 'esbuild.mjs', '--production'] };

/** Installs the pinned VS Code, or finds that it is up to date. VSCODE_HOST_DIR says where. */
export const hostStep: Step = { name: 'VS Code host', command: ['node', 'test/e2e/host/install.mjs'] };

/** Known weaknesses of what ships; where the registry cannot be asked it says so. */
export const auditStep: Step = { name: 'audit', command: ['node', 'scripts/audit.ts'] };

/** What every change needs before a commit, save the unit tests, cheapest message first. */
export const verifySteps: readonly Step[] = [
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'types: webview', command: ['tsc', '-p', 'webview'] },
  { name: 'lint', command: ['biome', 'check', '.'] },
  { name: 'layers', command: ['npm', 'run', '--silent', 'layers'] },
  buildStep,
];

export interface StepOutcome {
  readonly name: string;
  readonly ok: boolean;
  readonly exit: string;
  readonly wallMs: number;
}

export async function runStep({ name, command }: Step): Promise<StepOutcome> {
  const { exit, wallMs } = await runCommand(command);
  return { name, ok: exit === 'exit 0', exit, wallMs };
}
