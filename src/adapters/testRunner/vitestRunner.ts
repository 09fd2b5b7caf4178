import type { TestRunner } from '../../core/evidence/testRunner.ts';
import { createJavascriptRunner, titlesPattern } from './javascriptRunner.ts';
import { vitestReporterSource } from './vitestReporterSource.ts';

/** vitest, without watching and bail. Its file filter is "the path contains", so a selection may run a file too many. */
export function createVitestRunner(): TestRunner {
  return createJavascriptRunner({
    name: 'vitest',
    reporterSource: vitestReporterSource,
    esmReporter: true,
    endlessSetup: true,
    valuedOptions: [
      '-c',
      '--config',
      '-r',
      '--root',
      '--dir',
      '-t',
      '--testNamePattern',
      '--project',
      '--mode',
      '--pool',
    ].concat(['--environment', '--reporter', '--outputFile', '--shard', '--maxWorkers', '--testTimeout', '--exclude']),
    arguments: ({ names }, { reporter }) => [
      '--run',
      '--reporter=default',
      `--reporter=${reporter}`,
      '--bail=0',
      ...(names.length > 0 ? [`--testNamePattern=${eitherJoin(titlesPattern(names))}`] : []),
    ],
  });
}

/** Titles are joined by a space until vitest 4 and by ' > ' from 5 on; the pattern takes both. */
function eitherJoin(pattern: string): string {
  return pattern.replaceAll(' ', '(?: > | )');
}
