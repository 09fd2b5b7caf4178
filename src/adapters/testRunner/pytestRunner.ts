import type {
  TestCommand,
  TestInvocation,
  TestPlace,
  TestRunner,
  TestSelection,
  WarmPlace,
} from '../../core/evidence/testRunner.ts';
import { pytestPluginSource } from './pytestPluginSource.ts';
import { pythonModuleName, pythonSource } from './pythonModule.ts';
import { readLineRun } from './readLineRun.ts';
import { pathsOf, runFolder, scratchFile, writeScratch } from './scratch.ts';

/** pytest, through a plugin of ours that PYTEST_ADDOPTS names; the project's own options stay. */
export function createPytestRunner(): TestRunner {
  return {
    name: 'pytest',
    prepare,
    warm: { serve },
    read: (raw, _command, place) => readLineRun(raw, 'pytest', place),
  };
}

function prepare(
  command: TestCommand,
  selection: TestSelection,
  place: TestPlace,
  signal: AbortSignal,
): Promise<TestInvocation> {
  const config = { coverage: place.coveragePath, ...selection };
  return invoke({ command, place, config, source: pytestPluginSource, options: [] }, signal);
}

/** The same plugin, which forks for each request. Capturing through temporary files costs as much as many a test. */
async function serve(command: TestCommand, place: WarmPlace, signal: AbortSignal): Promise<TestInvocation> {
  const [{ pythonWarmSource }, { pytestWarmSource }] = await Promise.all([
    import('./pythonWarmSource.ts'),
    import('./pytestWarmSource.ts'),
  ]);
  const config = { files: [], names: [], warm: place.warm };
  const source = pythonWarmSource + pytestPluginSource + pytestWarmSource;
  return invoke({ command, place, config, source, options: ['--capture=sys'] }, signal);
}

async function invoke(
  run: {
    readonly command: TestCommand;
    readonly place: TestPlace;
    readonly config: Readonly<Record<string, unknown>>;
    readonly source: string;
    readonly options: readonly string[];
  },
  signal: AbortSignal,
): Promise<TestInvocation> {
  const { command, place } = run;
  const reportPath = scratchFile(place, '-report.jsonl');
  const module = pythonModuleName(place, 'pytest');
  const own = command.env.PYTEST_ADDOPTS ?? '';
  const config = { root: place.workspacePath, report: reportPath, key: place.runName, addopts: own, ...run.config };
  await writeScratch({ ...place, runName: module }, '.py', pythonSource(config, run.source), signal);
  const options = [
    ...(own === '' ? [] : [own]),
    `-p ${module}`,
    // A file that fails to load would otherwise hide the tests of all others.
    '--continue-on-collection-errors',
    // The cache plugin stays, as options such as --ff need it; its folder leaves the workspace.
    `-o ${shellWord(`cache_dir=${pathsOf(place).join(place.scratchPath, 'pytest-cache')}`)}`,
    ...run.options,
  ];
  return {
    argv: command.argv,
    cwd: runFolder(place, command.cwd),
    env: {
      ...command.env,
      PYTEST_ADDOPTS: options.join(' '),
      PYTHONPATH: [place.scratchPath, command.env.PYTHONPATH].filter(Boolean).join(pathsOf(place).delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
    },
    reportPath,
  };
}

/** pytest splits PYTEST_ADDOPTS as a shell would. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}
