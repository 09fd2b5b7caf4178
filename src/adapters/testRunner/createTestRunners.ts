import type { RunnerName } from '../../core/evidence/testReport.ts';
import type { TestRunner } from '../../core/evidence/testRunner.ts';
import { createJestRunner } from './jestRunner.ts';
import { createMochaRunner } from './mochaRunner.ts';
import { createNodeTestRunner } from './nodeTestRunner.ts';
import { createPytestRunner } from './pytestRunner.ts';
import { createUnittestRunner } from './unittestRunner.ts';
import { createUnknownRunner } from './unknownRunner.ts';
import { createVitestRunner } from './vitestRunner.ts';

/** Every runner that can be read, by its name; `unknown` included. */
export function createTestRunners(): ReadonlyMap<RunnerName, TestRunner> {
  const runners = [
    createNodeTestRunner(),
    createMochaRunner(),
    createVitestRunner(),
    createJestRunner(),
    createPytestRunner(),
    createUnittestRunner(),
    createUnknownRunner(),
  ];
  return new Map(runners.map((runner) => [runner.name, runner]));
}
