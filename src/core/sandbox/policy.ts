import type { SandboxLimits } from './sandbox.ts';

const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;

/**
 * The limits of a command when the person's settings say nothing. The figures come from running the test suites of
 * node:test, mocha, jest, vitest and unittest inside: each stays a factor of four or more below every one of them.
 */
export const defaultSandboxLimits: SandboxLimits = {
  wallMs: 600_000,
  cpuSeconds: 600,
  memoryBytes: 2 * gibibyte,
  processes: 512,
  outputBytes: 16_000_000,
  diskBytes: 2 * gibibyte,
  files: 50_000,
  tmpBytes: 512 * mebibyte,
};

/** The tighter of the two for each limit: a project may tighten what the person allows, never loosen it. */
export function tightenLimits(allowed: SandboxLimits, wished: Partial<SandboxLimits>): SandboxLimits {
  const tighter = (name: keyof SandboxLimits): number => {
    const wish = wished[name];
    return wish !== undefined && wish > 0 ? Math.min(allowed[name], wish) : allowed[name];
  };
  return {
    wallMs: tighter('wallMs'),
    cpuSeconds: tighter('cpuSeconds'),
    memoryBytes: tighter('memoryBytes'),
    processes: tighter('processes'),
    outputBytes: tighter('outputBytes'),
    diskBytes: tighter('diskBytes'),
    files: tighter('files'),
    tmpBytes: tighter('tmpBytes'),
  };
}

/** Host variables that are passed without being asked for: tests that print dates must behave as on the person's desk. */
export const defaultPassedVariables: readonly string[] = ['TZ'];

const secretName =
  /(_TOKEN|_KEY|_AUTH|_PAT|_PROXY)$|_KEY_|^TOKEN$|^(SSH_|DBUS_)|SECRET|PASSWORD|PASSWD|CREDENTIAL|AUTHTOKEN/i;

/** True for a variable name that usually holds a secret or a way out of the sandbox. */
export function isSecretVariable(name: string): boolean {
  return secretName.test(name);
}

/** Where the variables of a command come from. */
export interface EnvironmentSources {
  /** The host's own environment. Nothing of it is passed unless `pass` names it. */
  readonly host: Readonly<Record<string, string | undefined>>;
  /** Names to pass from the host, as the person's settings say. */
  readonly pass: readonly string[];
  /** Literal values; they win over passed ones. */
  readonly set: Readonly<Record<string, string>>;
}

/** The variables a command gets, and the names in `pass` that were refused because they look like secrets or are no names. */
export interface SandboxEnvironment {
  readonly env: Readonly<Record<string, string>>;
  readonly refused: readonly string[];
}

/** Builds a policy's environment from an allow-list. */
export function buildSandboxEnvironment(sources: EnvironmentSources): SandboxEnvironment {
  const env: Record<string, string> = {};
  const refused: string[] = [];
  for (const name of sources.pass) {
    if (!isVariableName(name) || isSecretVariable(name)) {
      refused.push(name);
      continue;
    }
    const value = Object.hasOwn(sources.host, name) ? sources.host[name] : undefined;
    if (value !== undefined && isVariableValue(value)) env[name] = value;
  }
  for (const [name, value] of Object.entries(sources.set)) {
    if (isVariableName(name) && isVariableValue(value)) env[name] = value;
    else refused.push(name);
  }
  return { env, refused };
}

/** True for a name that every shell and every runtime can read back. */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && name !== '__proto__';
}

function isVariableValue(value: string): boolean {
  return !value.includes('\0');
}
