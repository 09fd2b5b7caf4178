import path from 'node:path';
import type { RunnerName } from '../../core/evidence/testReport.ts';
import type {
  TestCommand,
  TestInvocation,
  TestPlace,
  TestRunner,
  TestSelection,
  WarmForm,
} from '../../core/evidence/testRunner.ts';
import { coverageHookSource } from './coverageHookSource.ts';
import { jestEndlessSource, vitestSetupSource } from './endlessRunnerSource.ts';
import { endlessSource } from './endlessSource.ts';
import { hookSource } from './hookSource.ts';
import { readLineRun } from './readLineRun.ts';
import { reportWriterSource } from './reportWriterSource.ts';
import { runFolder, scratchFile, writeScratch } from './scratch.ts';
import { testWatchSource } from './testWatchSource.ts';

/** What tells one JavaScript runner from another. */
export interface JavascriptRunnerKind {
  readonly name: RunnerName;
  /** Follows the common reporter source. */
  readonly reporterSource: string;
  /** Arguments added in the runner's own process; `reporter` and `filter` are absolute paths. */
  arguments(selection: TestSelection, paths: { readonly reporter: string; readonly filter: string }): readonly string[];
  /** Follows the common source in the filter module, for a runner that has such a thing. */
  readonly filterSource?: string;
  /** A module in the runner's preferred format that passes the reporter on. */
  readonly esmReporter?: boolean;
  /** A setup file that ends tests without end, which the reporter hands to the runner. */
  readonly endlessSetup?: boolean;
  /** Options of the runner that take the next word as their value. */
  readonly valuedOptions?: readonly string[];
  /** How it is kept in one process. */
  readonly warm?: WarmForm;
  /** More for NODE_OPTIONS. */
  nodeOptions?(command: TestCommand, reporter: string, nowhere: string): string;
}

/**
 * A runner on Node. A module loaded through NODE_OPTIONS wires the reporter in inside the runner's own process, so that it
 * does not matter how many scripts and wrappers (npm, c8, cross-env) stand in front of it.
 */
export function createJavascriptRunner(kind: JavascriptRunnerKind): TestRunner {
  return {
    name: kind.name,
    prepare: (command, selection, place, signal) => prepare(kind, { command, selection, place }, signal),
    read: (raw, _command, place) => readLineRun(raw, kind.name, place),
    ...(kind.warm ? { warm: kind.warm } : {}),
  };
}

interface Wanted {
  readonly command: TestCommand;
  readonly selection: TestSelection;
  readonly place: TestPlace;
}

async function prepare(kind: JavascriptRunnerKind, wanted: Wanted, signal: AbortSignal): Promise<TestInvocation> {
  const { command, selection, place } = wanted;
  const reportPath = scratchFile(place, '-report.jsonl');
  const files = { reporter: scratchFile(place, '-reporter.cjs'), filter: scratchFile(place, '-filter.cjs') };
  const hook = scratchFile(place, '-hook.cjs');
  const reporter = kind.esmReporter ? scratchFile(place, '-reporter.mjs') : files.reporter;
  const extra = kind.arguments(selection, { reporter, filter: files.filter });
  const wrapper = kind.nodeOptions?.(command, reporter, scratchFile(place, '-nothing.txt')) ?? '';
  const nodeOptions = [`--require=${quoteOption(hook)}`, wrapper].filter((part) => part !== '').join(' ');
  const config = {
    runner: kind.name,
    root: place.workspacePath,
    report: reportPath,
    key: place.runName,
    files: selection.files,
    names: selection.names,
    reporter,
    arguments: extra,
    valuedOptions: kind.valuedOptions ?? [],
    nodeOptions,
    coverage: place.coveragePath,
    setup: kind.endlessSetup
      ? { from: scratchFile(place, '-setup.txt'), to: scratchFile(place, '-setup.mjs') }
      : undefined,
  };
  const common = reportWriterSource.replace('__CONFIG__', () => JSON.stringify(config));
  await writeScratch(
    place,
    '-hook.cjs',
    common + coverageHookSource + testWatchSource + endlessSource + jestEndlessSource + hookSource,
    signal,
  );
  await writeScratch(place, '-reporter.cjs', common + kind.reporterSource, signal);
  if (kind.filterSource) await writeScratch(place, '-filter.cjs', common + kind.filterSource, signal);
  if (kind.esmReporter) await writeScratch(place, '-reporter.mjs', esmBridge(path.basename(files.reporter)), signal);
  if (kind.endlessSetup) {
    await writeScratch(place, '-endless.cjs', `${common}${endlessSource}\nmodule.exports = { bounded };\n`, signal);
    await writeScratch(
      place,
      '-setup.txt',
      vitestSetupSource(path.basename(scratchFile(place, '-endless.cjs'))),
      signal,
    );
  }
  const own = command.env.NODE_OPTIONS;
  return {
    argv: replacesNodeOptions(command) ? appendThroughScript(command.argv, extra) : command.argv,
    cwd: runFolder(place, command.cwd),
    env: { ...command.env, NODE_OPTIONS: own ? `${own} ${nodeOptions}` : nodeOptions },
    reportPath,
  };
}

/** A path inside NODE_OPTIONS, which splits at spaces outside of double quotes. */
export function quoteOption(text: string): string {
  return /[\s"\\]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
}

function esmBridge(commonJs: string): string {
  return [
    `import { createRequire } from 'node:module';`,
    `export default createRequire(import.meta.url)(${JSON.stringify(`./${commonJs}`)});`,
    '',
  ].join('\n');
}

/** True when the package script sets NODE_OPTIONS itself, which throws ours away. */
function replacesNodeOptions({ script }: TestCommand): boolean {
  return script !== undefined && /\bNODE_OPTIONS=/.test(script) && !/\$\{?NODE_OPTIONS/.test(script);
}

/** The way that is left then: arguments after the script's own, which reach the runner when it comes last in the script. */
function appendThroughScript(argv: readonly string[], extra: readonly string[]): readonly string[] {
  const [program] = argv;
  if (program !== 'npm' && program !== 'pnpm' && program !== 'yarn') return argv;
  return program === 'npm' && !argv.includes('--') ? [...argv, '--', ...extra] : [...argv, ...extra];
}

/** A regular expression, as text, that matches exactly the given full titles. */
export function titlesPattern(names: readonly string[]): string {
  return `^(${names.map((name) => name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|')})$`;
}
