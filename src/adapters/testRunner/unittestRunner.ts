import path from 'node:path';
import type {
  TestCommand,
  TestInvocation,
  TestPlace,
  TestRunner,
  TestSelection,
} from '../../core/evidence/testRunner.ts';
import { pythonModuleName, pythonSource } from './pythonModule.ts';
import { readLineRun } from './readLineRun.ts';
import { runFolder, scratchFile, writeScratch } from './scratch.ts';
import { unittestModuleSource } from './unittestModuleSource.ts';

/** Python's unittest: `-m unittest` becomes `-m` with a module of ours, which takes the same arguments. */
export function createUnittestRunner(): TestRunner {
  return {
    name: 'unittest',
    prepare,
    read: (raw, _command, place) => readLineRun(raw, 'unittest', place),
  };
}

async function prepare(
  command: TestCommand,
  selection: TestSelection,
  place: TestPlace,
  signal: AbortSignal,
): Promise<TestInvocation> {
  const reportPath = scratchFile(place, '-report.jsonl');
  const module = pythonModuleName(place, 'unittest');
  const config = {
    root: place.workspacePath,
    report: reportPath,
    key: place.runName,
    coverage: place.coveragePath,
    ...selection,
  };
  await writeScratch({ ...place, runName: module }, '.py', pythonSource(config, unittestModuleSource), signal);
  return {
    argv: standIn(command.argv, module),
    cwd: runFolder(place, command.cwd),
    env: {
      ...command.env,
      PYTHONPATH: [place.scratchPath, command.env.PYTHONPATH].filter(Boolean).join(path.delimiter),
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
