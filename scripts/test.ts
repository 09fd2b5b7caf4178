// npm test: system packages, verify, then every suite. `node scripts/test.ts NAME… [mocha options]` runs the named suites.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seconds } from './runCommand.ts';
import { runSuite, type Suite, type SuiteOutcome, suites } from './suites.ts';
import { ensureSystemPackages } from './systemPackages.ts';
import { auditStep, buildStep, hostStep, runStep, type Step, type StepOutcome, verifySteps } from './verifySteps.ts';

const args = process.argv.slice(2);
const firstOption = args.findIndex((arg) => arg.startsWith('-'));
const names = firstOption < 0 ? args : args.slice(0, firstOption);
const extraArgs = args.slice(names.length);
const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));

if (unknown.length > 0) {
  console.error(`No such suite: ${unknown.join(', ')}. There are: ${suites.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 2;
} else {
  const chosen =
    names.length === 0
      ? suites.filter(({ byNameOnly }) => !byNameOnly)
      : suites.filter(({ name }) => names.includes(name));
  process.exitCode = await runAll(chosen, stepsBefore(chosen));
}

/** Everything is verified before a whole run; a named suite needs at most the build and the VS Code host. */
function stepsBefore(chosen: readonly Suite[]): readonly Step[] {
  const build = chosen.some(({ needsBuild }) => needsBuild) ? [buildStep] : [];
  const host = chosen.some(({ needsHost }) => needsHost) ? [hostStep] : [];
  return [...(names.length === 0 ? [...verifySteps, auditStep] : build), ...host];
}

async function runAll(chosen: readonly Suite[], steps: readonly Step[]): Promise<number> {
  if (!ensureSystemPackages(chosen.flatMap(({ needs }) => needs))) return report([failedStep('system packages')], []);
  const checks: StepOutcome[] = [];
  for (const step of steps) {
    heading(step.name);
    checks.push(await runStep(step));
  }
  return report(checks, names.length === 0 ? await runTwoAtATime(chosen) : await runInTurn(chosen));
}

async function runInTurn(chosen: readonly Suite[]): Promise<readonly SuiteOutcome[]> {
  const outcomes: SuiteOutcome[] = [];
  for (const suite of chosen) {
    heading(suite.name);
    outcomes.push(await runSuite(suite, { extraArgs }));
  }
  return outcomes;
}

/** The longest first, as their limits tell. Each is printed as a whole when it has ended, so that the two do not mix. */
async function runTwoAtATime(chosen: readonly Suite[]): Promise<readonly SuiteOutcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'loopwright-suites-'));
  const waiting = [...chosen].sort((a, b) => b.limitMs - a.limitMs);
  const outcomes: SuiteOutcome[] = [];
  const runNext = async () => {
    for (let suite = waiting.shift(); suite; suite = waiting.shift()) {
      const outputFile = join(folder, `${suite.name}.txt`);
      outcomes.push(await runSuite(suite, { outputFile }));
      heading(suite.name);
      process.stdout.write(readFileSync(outputFile));
    }
  };
  try {
    console.log(`\nrunning ${waiting.map(({ name }) => name).join(', ')}, two at a time`);
    await Promise.all([runNext(), runNext()]);
    return outcomes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function failedStep(name: string): StepOutcome {
  return { name, ok: false, exit: 'missing', wallMs: 0 };
}

function heading(name: string): void {
  console.log(`\n== ${name}`);
}

/** Prints the times, what failed, and last the plain line that machines read. A failed check counts as one failure. */
function report(checks: readonly StepOutcome[], outcomes: readonly SuiteOutcome[]): number {
  heading('summary');
  for (const { name, ok, exit, wallMs } of checks) console.log(`${seconds(wallMs)}  ${name}: ${ok ? 'ok' : exit}`);
  for (const { name, passed, failed, skipped, wallMs } of outcomes) {
    console.log(`${seconds(wallMs)}  ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  }
  for (const { name, failures } of outcomes) {
    for (const { title, message } of failures) console.log(`failed: ${name}: ${title}: ${message.split('\n', 1)[0]}`);
  }
  const passed = outcomes.reduce((sum, one) => sum + one.passed, 0);
  const failed = outcomes.reduce((sum, one) => sum + one.failed, checks.filter(({ ok }) => !ok).length);
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? 1 : 0;
}
