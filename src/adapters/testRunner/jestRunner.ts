import type { TestRunner } from '../../core/evidence/testRunner.ts';
import { createJavascriptRunner, titlesPattern } from './javascriptRunner.ts';
import { jestFilterSource, jestReporterSource } from './jestReporterSource.ts';

/** jest. Snapshots are not written (`--ci`), and a configured bail is taken away. */
export function createJestRunner(): TestRunner {
  return createJavascriptRunner({
    name: 'jest',
    reporterSource: jestReporterSource,
    filterSource: jestFilterSource,
    arguments: ({ files, names }, { reporter, filter }) => [
      '--reporters=default',
      `--reporters=${reporter}`,
      '--testLocationInResults',
      '--ci',
      '--bail=0',
      '--watch=false',
      '--watchAll=false',
      ...(files.length > 0 ? [`--filter=${filter}`] : []),
      ...(names.length > 0 ? [`--testNamePattern=${titlesPattern(names)}`] : []),
    ],
  });
}
