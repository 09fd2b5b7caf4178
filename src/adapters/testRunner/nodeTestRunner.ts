import { pathToFileURL } from 'node:url';
import type { TestCommand, TestRunner } from '../../core/evidence/testRunner.ts';
import { createJavascriptRunner, quoteOption } from './javascriptRunner.ts';
import { nodeTestReporterSource } from './nodeTestReporterSource.ts';

/** Node's own test runner, from version 20 on. */
export function createNodeTestRunner(): TestRunner {
  return createJavascriptRunner({
    name: 'node:test',
    reporterSource: nodeTestReporterSource,
    arguments: () => [],
    warm: {
      learn: async (...given) => (await import('./nodeWarm.ts')).learn(...given),
      serve: async (...given) => (await import('./nodeWarm.ts')).serve(...given),
    },
    nodeOptions: (command, reporter, nowhere) => reporterOptions(command, pathToFileURL(reporter).href, nowhere),
  });
}

/**
 * Node wants as many destinations as reporters. Ours come first, from NODE_OPTIONS. A command with one reporter of its own
 * and no destination then gets the destination that Node would have chosen; one without any gets the usual look.
 */
function reporterOptions(command: TestCommand, reporter: string, nowhere: string): string {
  const text = `${command.argv.join(' ')} ${command.env.NODE_OPTIONS ?? ''} ${command.script ?? ''}`;
  const reporters = text.match(/--test-reporter[= ]/g)?.length ?? 0;
  const destinations = text.match(/--test-reporter-destination[= ]/g)?.length ?? 0;
  const ours = [`--test-reporter=${quoteOption(reporter)}`, `--test-reporter-destination=${quoteOption(nowhere)}`];
  if (reporters === 0) ours.push('--test-reporter=spec', '--test-reporter-destination=stdout');
  else if (reporters > destinations) ours.push('--test-reporter-destination=stdout');
  return ours.join(' ');
}
