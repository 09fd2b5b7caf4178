import type {
  TestCommand,
  TestInvocation,
  TestPlace,
  TestRunner,
  TestSelection,
  WarmPlace,
} from '../../core/evidence/testRunner.ts';
import { pythonModuleName, pythonSource } from './pythonModule.ts';
import { readLineRun } from './readLineRun.ts';
import { pathsOf, runFolder, scratchFile, writeScratch } from './scratch.ts';
import { unittestModuleSource, unittestStartSource } from './unittestModuleSource.ts';

/** Python's unittest: `-m unittest` becomes `-m` with a module of ours, which takes the same arguments. */
export function createUnittestRunner(): TestRunner {
  return {
    name: 'unittest',
    prepare,
    warm: { serve },
    read: (raw, _command, place) => readLineRun(raw, 'unittest', place),
  };
}

function prepare(
  command: TestCommand,
  selection: TestSelection,
  place: TestPlace,
  signal: AbortSignal,
): Promise<TestInvocation> {
  const config = { coverage: place.coveragePath, ...selection };
  return invoke({ command, place, config, source: unittestModuleSource + unittestStartSource }, signal);
}

/** The same program, which forks for each request just before it looks for tests. */
async function serve(command: TestCommand, place: WarmPlace, signal: AbortSignal): Promise<TestInvocation> {
  const { pythonWarmSource } = await import('./pythonWarmSource.ts');
  const config = { files: [], names: [], warm: place.warm };
  const source = `${pythonWarmSource}${unittestModuleSource}\nserve()\n${unittestStartSource}`;
  return invoke({ command, place, config, source }, signal);
}

async function invoke(
  run: {
    readonly command: TestCommand;
    readonly place: TestPlace;
    readonly config: Readonly<Record<string, unknown>>;
    readonly source: string;
  },
  signal: AbortSignal,
): Promise<TestInvocation> {
  const { command, place, source } = run;
  const reportPath = scratchFile(place, '-report.jsonl');
  const module = pythonModuleName(place, 'unittest');
  const config = { root: place.workspacePath, report: reportPath, key: place.runName, ...run.config };
  await writeScratch({ ...place, runName: module }, '.py', pythonSource(config, source), signal);
  return {
    argv: standIn(command.argv, module),
    cwd: runFolder(place, command.cwd),
    env: {
      ...command.env,
      PYTHONPATH: [place.scratchPath, command.env.PYTHONPATH].filter(Boolean).join(pathsOf(place).delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
    },
    reportPath,
  };
}

/** Replaces the module's name in the words, or in the text of a shell command. */
function standIn(argv: readonly string[], module: string): readonly string[] {
  const at = argv.findIndex((word, index) => word === '-m' && argv[index + 1] === 'unittest');
  if (at !== -1) return argv.with(at + 1, module);
  return argv.map((word) => word.replace(/(^|\s)-m\s+unittest(?=\s|$)/g, `$1-m ${module}`));
}
