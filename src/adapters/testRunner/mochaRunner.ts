import type { TestRunner } from '../../core/evidence/testRunner.ts';
import { endlessSource } from './endlessSource.ts';
import { createJavascriptRunner } from './javascriptRunner.ts';
import { mochaReporterSource } from './mochaReporterSource.ts';

/** mocha. The selection is made by the reporter, on the loaded tests; parallel mode would hide them from it. */
export function createMochaRunner(): TestRunner {
  return createJavascriptRunner({
    name: 'mocha',
    reporterSource: endlessSource + mochaReporterSource,
    arguments: (_selection, { reporter }) => ['--reporter', reporter, '--no-parallel', '--no-bail', '--no-watch'],
  });
}
