import { CodedError } from '../../base/errors.ts';
import type { TestCase, TestRunOutcome } from '../evidence/testReport.ts';
import type { TestCommand } from '../evidence/testRunner.ts';
import type { WorkspaceCopy } from '../workspace/workspace.ts';
import type { FixPorts } from './fixPorts.ts';
import { missingOutside, missingPackage, missingPaths, missingProgram, type PathPlaces } from './missingThings.ts';

/** What the tests said before anything was changed. `red` are those to be fixed; empty when there is no report. */
export interface SeenFailure {
  readonly copy: WorkspaceCopy;
  readonly command: TestCommand;
  readonly red: readonly TestCase[];
  readonly outcome: TestRunOutcome;
}

type GapPorts = Pick<FixPorts, 'host' | 'openFiles'>;

const maxOutput = 20_000;
const lastOutput = 2_000;
const maxNamed = 5;
const untouched = 'Nothing of yours has changed.';

/**
 * Ends a run whose tests fail for a reason that no edit can mend: ignored files that the copy has not (`tests.needsIgnored`),
 * programs or environments that the sandbox does not show (`tests.notVisible`), packages that are not installed
 * (`tests.missingDependency`).
 */
export async function requireEnvironment(ports: GapPorts, seen: SeenFailure, signal: AbortSignal): Promise<void> {
  if (seen.outcome.kind === 'timed-out') return;
  await requireIgnored(ports, seen, signal);
  if (didNotStart(seen.outcome)) await requireVisible(ports, seen, signal);
  await requirePackages(ports, seen, signal);
}

async function requireIgnored({ host }: GapPorts, seen: SeenFailure, signal: AbortSignal): Promise<void> {
  const { copy, red } = seen;
  const fromOutput = hasOnlyOutput(seen) ? missingPaths(outputOf(seen), placesOf(seen, undefined)) : [];
  const fromTests = red.flatMap((test) => missingPaths(saidBy(test), placesOf(seen, test)));
  const named = [...new Set([...fromTests, ...fromOutput])];
  const missing = (await host.onlyInWorkspace(copy, named, signal)).slice(0, maxNamed);
  if (missing.length === 0) return;
  const [it, is] = missing.length === 1 ? ['it', 'is'] : ['them', 'are'];
  throw new CodedError(
    'tests.needsIgnored',
    `The tests need ${missing.join(', ')}: your workspace has ${it}, but the isolated copy has not, because ${is === 'is' ? 'it is' : 'they are'} ignored.`,
    {
      hint: `${untouched} To take ${it} into the copy, run it again with: ${missing.map((path) => `--include ${quote(path)}`).join(' ')}\nOr name the tests to fix, without those that need ${it}.`,
      details: { paths: missing },
    },
  );
}

async function requireVisible({ host }: GapPorts, seen: SeenFailure, signal: AbortSignal): Promise<void> {
  const output = outputOf(seen);
  const program = missingProgram(output);
  for (const name of [
    ...(program === undefined ? [] : [program]),
    ...missingOutside(output, placesOf(seen, undefined)),
  ]) {
    const found = await host.program(name, signal);
    if (found === undefined) continue;
    throw new CodedError('tests.notVisible', `${found} exists on this machine but is not visible in the sandbox.`, {
      hint: `${untouched} Put the environment that the tests need into the workspace (a virtual environment as .venv, packages as node_modules), and use it in --test-command. Or run not isolated, with all that your account may do: --no-sandbox`,
    });
  }
  if (program !== undefined && !program.includes('/')) throw notInstalled([program]);
}

async function requirePackages({ openFiles }: GapPorts, seen: SeenFailure, signal: AbortSignal): Promise<void> {
  const packages = packagesOf(seen);
  if (packages.length === 0) return;
  const files = await openFiles(seen.copy).list(signal);
  // What the project has under that name is its own code, and why it does not load may be the very defect.
  const isOwn = (name: string) => {
    const own = new RegExp(`(?:^|/)${name.replace(/[.\\]/g, '\\$&')}(?:/|\\.\\w+$)`);
    return files.some((path) => own.test(path));
  };
  if (!packages.some(isOwn)) throw notInstalled(packages);
}

/** The packages that all red tests lack; none when a red test fails for another reason. */
function packagesOf(seen: SeenFailure): readonly string[] {
  const { red, outcome } = seen;
  const output = outputOf(seen).slice(-lastOutput);
  if (outcome.kind !== 'report') return listOf([missingPackage(output)]);
  if (red.length === 0) return outcome.report.source === 'exit-code' ? listOf([missingPackage(output)]) : [];
  return listOf(
    red.map((test) => missingPackage(saidBy(test)) ?? (test.path.length === 0 ? missingPackage(output) : undefined)),
  );
}

function listOf(names: readonly (string | undefined)[]): readonly string[] {
  const known = names.filter((name) => name !== undefined);
  return known.length === names.length ? [...new Set(known)].sort() : [];
}

function notInstalled(names: readonly string[]): CodedError {
  const shown = names.slice(0, maxNamed).join(', ');
  const [are, them] = names.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return new CodedError('tests.missingDependency', `The tests need ${shown}, which ${are} not installed here.`, {
    hint: `${untouched} Install ${them} in your workspace (the run sees its node_modules or .venv), then run it again. If a name is a slip of the pen, correct it.`,
    details: { packages: names },
  });
}

function didNotStart(outcome: TestRunOutcome): boolean {
  if (outcome.kind !== 'report') return true;
  const { source, exitCode } = outcome.report;
  return source === 'exit-code' && exitCode !== 0;
}

/** Without a report, or when a file did not load, what is missing stands in the output only. */
function hasOnlyOutput({ red, outcome }: SeenFailure): boolean {
  return outcome.kind !== 'report' || didNotStart(outcome) || red.some(({ path }) => path.length === 0);
}

const outputOf = ({ outcome }: SeenFailure) => outcome.output.slice(-maxOutput);
const saidBy = ({ failure }: TestCase) => `${failure?.message ?? ''}\n${failure?.stack ?? ''}`;

function placesOf({ copy, command }: SeenFailure, test: TestCase | undefined): PathPlaces {
  const file = test?.file;
  const folder = file?.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
  return { roots: [copy.originalPath, copy.hostPath], folders: [command.cwd, folder] };
}

const quote = (path: string) => (/^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`);
