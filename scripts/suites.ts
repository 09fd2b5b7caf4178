import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SuiteResults } from './resultsReporter.ts';
import { runCommand } from './runCommand.ts';
import type { SystemPackage } from './systemPackages.ts';

/** One test suite: a command that leaves its results in the file named by LOOPWRIGHT_TEST_RESULTS. */
export interface Suite {
  readonly name: string;
  readonly command: readonly string[];
  /** How long the whole suite may take before it is killed and counted as failed. */
  readonly limitMs: number;
  readonly style: 'dot' | 'spec';
  readonly needsBuild: boolean;
  /** Whether it drives the pinned VS Code of test/e2e/host. */
  readonly needsHost: boolean;
  readonly needs: readonly SystemPackage[];
}

export interface SuiteOutcome extends SuiteResults {
  readonly name: string;
  readonly wallMs: number;
}

const minute = 60_000;
const sandboxed: readonly SystemPackage[] = ['bubblewrap', 'git', 'python3', 'python3-pytest'];

export const suites: readonly Suite[] = [
  mochaSuite('unit', { testMs: 10_000, limitMs: 3 * minute, style: 'dot' }),
  mochaSuite('contract', { testMs: 60_000, limitMs: 8 * minute, needs: [...sandboxed, 'postgresql'] }),
  mochaSuite('scenario', { testMs: 3 * minute, limitMs: 11 * minute, needs: sandboxed, needsBuild: true }),
  mochaSuite('kill', { testMs: 6 * minute, limitMs: 6 * minute, needs: sandboxed, needsBuild: true }),
  {
    name: 'integration',
    command: ['node', 'test/integration/run.ts'],
    limitMs: 5 * minute,
    style: 'spec',
    needsBuild: true,
    needsHost: true,
    needs: [...sandboxed, 'chromium'],
  },
  {
    ...mochaSuite('e2e', {
      testMs: 3 * minute,
      limitMs: 8 * minute,
      needs: [...sandboxed, 'chromium'],
      needsBuild: true,
    }),
    needsHost: true,
  },
];

interface MochaSettings {
  /** Time limit of one test, in milliseconds. */
  readonly testMs: number;
  readonly limitMs: number;
  readonly style?: 'dot' | 'spec';
  readonly needs?: readonly SystemPackage[];
  readonly needsBuild?: boolean;
}

function mochaSuite(
  name: string,
  { testMs, limitMs, style = 'spec', needs = ['git'], needsBuild = false }: MochaSettings,
): Suite {
  const spec = `test/${name}/**/*.test.ts`;
  const ignore = '**/node_modules/**';
  const command = [
    'mocha',
    '--reporter',
    'scripts/resultsReporter.ts',
    '--timeout',
    String(testMs),
    '--ignore',
    ignore,
    '--spec',
    spec,
  ];
  return { name, command, limitMs, style, needsBuild, needsHost: false, needs };
}

/** Runs one suite to its end. Never throws for a failing suite: no results, or none ran, is one failure. */
export async function runSuite(suite: Suite, extraArgs: readonly string[]): Promise<SuiteOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'loopwright-test-'));
  const file = join(folder, 'results.json');
  const env = {
    LOOPWRIGHT_TEST_RESULTS: file,
    LOOPWRIGHT_TEST_STYLE: suite.style,
    // A test that forgets to choose its own data folder must not find the person's.
    LOOPWRIGHT_HOME: join(folder, 'home'),
  };
  try {
    const { exit, wallMs } = await runCommand([...suite.command, ...extraArgs], { env, limitMs: suite.limitMs });
    return { name: suite.name, wallMs, ...judge(exit, readResults(file)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readResults(file: string): SuiteResults | undefined {
  if (!existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, 'utf8')) as SuiteResults;
}

/** The results, corrected where exit code and results file disagree: both must say that all is well. */
export function judge(exit: string, results: SuiteResults | undefined): SuiteResults {
  if (results === undefined) return withFailure(nothing, `the suite wrote no results (${exit})`);
  if (results.passed + results.failed === 0) return withFailure(results, 'no test ran');
  if (exit !== 'exit 0' && results.failed === 0)
    return withFailure(results, `all tests passed, yet the process ended with ${exit}`);
  return results;
}

const nothing: SuiteResults = { passed: 0, failed: 0, skipped: 0, durationMs: 0, failures: [] };

function withFailure(results: SuiteResults, message: string): SuiteResults {
  return { ...results, failed: results.failed + 1, failures: [...results.failures, { title: '(suite)', message }] };
}
