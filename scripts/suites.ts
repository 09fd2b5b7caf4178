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
  /** Left out when all are run; it is run by its name. */
  readonly byNameOnly?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export interface SuiteOutcome extends SuiteResults {
  readonly name: string;
  readonly wallMs: number;
}

const minute = 60_000;

/** Minutes of them together: more than a whole run has time for. They are a suite of their own, which is run by name. */
const longFiles: readonly string[] = [
  'test/contract/repair/breadth.test.ts',
  'test/contract/repair/coverageGain.test.ts',
  'test/contract/sandbox/attacksContainer.test.ts',
  'test/scenario/carriedReplies.test.ts',
  'test/scenario/codeWorkflows.test.ts',
  'test/scenario/environmentGap.test.ts',
  'test/scenario/examples.test.ts',
  'test/scenario/hooks.test.ts',
  'test/scenario/modelFallback.test.ts',
  'test/scenario/newAttempt.test.ts',
  'test/scenario/personQuestions.test.ts',
  'test/scenario/torture/claims.test.ts',
];
const sandboxed: readonly SystemPackage[] = ['bubblewrap', 'git', 'python3', 'python3-pytest'];

/** Most suites wait for child processes half of their time: two at a time take two thirds of the time, on two cores. */
export const suites: readonly Suite[] = [
  mochaSuite('unit', { testMs: 20_000, limitMs: 5 * minute, style: 'dot' }),
  mochaSuite('scenario', { testMs: 4 * minute, limitMs: 20 * minute, needs: sandboxed, needsBuild: true }),
  mochaSuite('kill', { testMs: 6 * minute, limitMs: 6 * minute, needs: sandboxed, needsBuild: true }),
  mochaSuite('fuzz', { testMs: 5 * minute, limitMs: 6 * minute, needs: [] }),
  mochaSuite('contract', {
    testMs: 2 * minute,
    limitMs: 13 * minute,
    needs: [...sandboxed, 'postgresql'],
  }),
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
      limitMs: 14 * minute,
      spec: 'test/e2e/*.test.ts',
      needs: [...sandboxed, 'chromium'],
      needsBuild: true,
    }),
    needsHost: true,
  },
  {
    // Part of `contract`; alone, the tables at its end are all that there is to read.
    ...mochaSuite('attacks', {
      testMs: 2 * minute,
      limitMs: 10 * minute,
      spec: [
        'test/contract/sandbox/attacks.test.ts',
        'test/contract/sandbox/attacksContainer.test.ts',
        'test/contract/sandbox/limits.test.ts',
        'test/contract/attacks/*.test.ts',
      ],
      needs: sandboxed,
    }),
    byNameOnly: true,
  },
  {
    ...mochaSuite('long', {
      testMs: 4 * minute,
      limitMs: 25 * minute,
      spec: longFiles,
      needs: sandboxed,
      needsBuild: true,
    }),
    byNameOnly: true,
  },
  {
    // The leak test of `integration`, where it opens each page four times, with as many openings as show a slow leak.
    name: 'leaks',
    command: ['node', 'test/integration/run.ts'],
    env: { LOOPWRIGHT_OPENS: '200', LOOPWRIGHT_INTEGRATION_GREP: 'opening and closing pages' },
    limitMs: 25 * minute,
    style: 'spec',
    needsBuild: true,
    needsHost: true,
    needs: [...sandboxed, 'chromium'],
    byNameOnly: true,
  },
  {
    // Whole ways through VS Code, a minute or two each: more than a whole run has time for.
    ...mochaSuite('flows', {
      testMs: 4 * minute,
      limitMs: 25 * minute,
      spec: 'test/e2e/flows/*.test.ts',
      needs: [...sandboxed, 'chromium'],
      needsBuild: true,
    }),
    needsHost: true,
    byNameOnly: true,
  },
];

interface MochaSettings {
  /** Time limit of one test, in milliseconds. */
  readonly testMs: number;
  readonly limitMs: number;
  readonly style?: 'dot' | 'spec';
  readonly needs?: readonly SystemPackage[];
  readonly needsBuild?: boolean;
  /** Which files; all of the folder of its name when absent. */
  readonly spec?: string | readonly string[];
}

function mochaSuite(
  name: string,
  {
    testMs,
    limitMs,
    style = 'spec',
    needs = ['git'],
    needsBuild = false,
    spec = `test/${name}/**/*.test.ts`,
  }: MochaSettings,
): Suite {
  const command = [
    'mocha',
    '--reporter',
    'scripts/resultsReporter.ts',
    '--timeout',
    String(testMs),
    ...['**/node_modules/**', ...(name === 'long' ? [] : longFiles)].flatMap((file) => ['--ignore', file]),
    ...[spec].flat().flatMap((file) => ['--spec', file]),
  ];
  return { name, command, limitMs, style, needsBuild, needsHost: false, needs };
}

/**
 * Runs one suite to its end. Never throws for a failing suite: no results, or none ran, is one failure. What it prints goes to
 * the terminal as it comes, or into the file that is named.
 */
export async function runSuite(
  suite: Suite,
  { extraArgs = [], outputFile }: { readonly extraArgs?: readonly string[]; readonly outputFile?: string } = {},
): Promise<SuiteOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'loopwright-test-'));
  const file = join(folder, 'results.json');
  const env = {
    LOOPWRIGHT_TEST_RESULTS: file,
    LOOPWRIGHT_TEST_STYLE: suite.style,
    ...suite.env,
    // A test that forgets to choose its own data folder must not find the person's.
    LOOPWRIGHT_HOME: join(folder, 'home'),
  };
  try {
    const options = { env, limitMs: suite.limitMs, outputFile };
    const { exit, wallMs } = await runCommand([...suite.command, ...extraArgs], options);
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
