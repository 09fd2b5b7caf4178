import path from 'node:path';
import type {
  TestCommand,
  TestInvocation,
  TestPlace,
  TestRunner,
  TestSelection,
} from '../../core/evidence/testRunner.ts';
import { pytestPluginSource } from './pytestPluginSource.ts';
import { pythonModuleName, pythonSource } from './pythonModule.ts';
import { readLineRun } from './readLineRun.ts';
import { runFolder, scratchFile, writeScratch } from './scratch.ts';

/** pytest, through a plugin of ours that PYTEST_ADDOPTS names; the project's own options stay. */
export function createPytestRunner(): TestRunner {
  return {
    name: 'pytest',
    prepare,
    read: (raw, _command, place) => readLineRun(raw, 'pytest', place),
  };
}

async function prepare(
  command: TestCommand,
  selection: TestSelection,
  place: TestPlace,
  signal: AbortSignal,
): Promise<TestInvocation> {
  const reportPath = scratchFile(place, '-report.jsonl');
  const module = pythonModuleName(place, 'pytest');
  const own = command.env.PYTEST_ADDOPTS ?? '';
  const config = {
    root: place.workspacePath,
    report: reportPath,
    key: place.runName,
    coverage: place.coveragePath,
    addopts: own,
    ...selection,
  };
  await writeScratch({ ...place, runName: module }, '.py', pythonSource(config, pytestPluginSource), signal);
  const options = [
    ...(own === '' ? [] : [own]),
    `-p ${module}`,
    // A file that fails to load would otherwise hide the tests of all others.
    '--continue-on-collection-errors',
    // The cache plugin stays, as options such as --ff need it; its folder leaves the workspace.
    `-o ${shellWord(`cache_dir=${path.join(place.scratchPath, 'pytest-cache')}`)}`,
  ];
  return {
    argv: command.argv,
    cwd: runFolder(place, command.cwd),
    env: {
      ...command.env,
      PYTEST_ADDOPTS: options.join(' '),
      PYTHONPATH: [place.scratchPath, command.env.PYTHONPATH].filter(Boolean).join(path.delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
    },
    reportPath,
  };
}

/** pytest splits PYTEST_ADDOPTS as a shell would. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}
