import path from 'node:path';
import { parseJson } from '../../base/parseJson.ts';
import { asArray, asRecord } from '../../core/evidence/reportReading.ts';
import type { TestCommand, TestInvocation, WarmPlace } from '../../core/evidence/testRunner.ts';
import { endlessSource } from './endlessSource.ts';
import { quoteOption } from './javascriptRunner.ts';
import { nodeTestReporterSource } from './nodeTestReporterSource.ts';
import { nodeWarmHookSource } from './nodeWarmHookSource.ts';
import { nodeWarmServerSource } from './nodeWarmServerSource.ts';
import { nodeWarmWorkerSource } from './nodeWarmWorkerSource.ts';
import { reportWriterSource } from './reportWriterSource.ts';
import { runFolder, scratchFile, writeScratch } from './scratch.ts';

// `node:test` in worker threads of a process that stays; started as the project's own command starts its tests.

/** Finds out how the project's command starts a process of tests. */
export async function learn(command: TestCommand, place: WarmPlace, signal: AbortSignal): Promise<TestInvocation> {
  const reportPath = scratchFile(place, '-learnt.json');
  const nodeOptions = `--require=${quoteOption(scratchFile(place, '-learn.cjs'))}`;
  const config = {
    root: place.workspacePath,
    report: reportPath,
    key: place.runName,
    files: [],
    names: [],
    nodeOptions,
  };
  const common = reportWriterSource.replace('__CONFIG__', () => JSON.stringify(config));
  await writeScratch(place, '-learn.cjs', common + nodeWarmHookSource, signal);
  const own = command.env.NODE_OPTIONS;
  return {
    argv: command.argv,
    cwd: runFolder(place, command.cwd),
    env: { ...command.env, NODE_OPTIONS: own ? `${own} ${nodeOptions}` : nodeOptions },
    reportPath,
  };
}

/** Starts the process that stays. */
export async function serve(command: TestCommand, place: WarmPlace, signal: AbortSignal): Promise<TestInvocation> {
  const learnt = asRecord(parseJson(place.learnt ?? ''));
  const execPath = typeof learnt?.execPath === 'string' && path.isAbsolute(learnt.execPath) ? learnt.execPath : 'node';
  const worker = scratchFile(place, '-worker.cjs');
  const warmUp = scratchFile(place, '-first.mjs');
  const base = { root: place.workspacePath, files: [], names: [], nodeOptions: '' };
  const common = reportWriterSource.replace('__CONFIG__', () =>
    JSON.stringify({ ...base, report: '', key: '', warmUp }),
  );
  await writeScratch(
    place,
    '-worker.cjs',
    common + endlessSource + nodeTestReporterSource + nodeWarmWorkerSource,
    signal,
  );
  await writeScratch(place, '-first.mjs', firstTest, signal);
  const config = JSON.stringify({ root: place.workspacePath, worker, warm: place.warm });
  const server = nodeWarmServerSource.replace('__CONFIG__', () => config);
  const script = await writeScratch(place, '-server.cjs', server, signal);
  return {
    argv: [execPath, ...ownOptions(asArray(learnt?.execArgv).map(String)), script],
    cwd: insideFolder(learnt?.cwd, place) ?? runFolder(place, command.cwd),
    env: variablesOf(learnt?.env),
    reportPath: undefined,
  };
}

/** What nearly every test file loads. */
const firstTest = `import 'node:assert/strict';
import 'node:fs/promises';
import { describe, it } from 'node:test';
describe('first', () => it('runs', () => undefined));
`;

const valued = new Set(
  ['reporter', 'reporter-destination', 'name-pattern', 'skip-pattern', 'concurrency', 'timeout', 'shard', 'isolation']
    .concat(['coverage-include', 'coverage-exclude', 'coverage-lines', 'coverage-branches', 'coverage-functions'])
    .map((name) => `--test-${name}`),
);

/** The options of Node that are not the test runner's: those it passes on to the processes of the test files. */
function ownOptions(words: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (valued.has(word)) at++;
    else if (!/^--(test|watch|experimental-test|inspect)/.test(word)) kept.push(word);
  }
  return kept;
}

function insideFolder(cwd: unknown, { workspacePath }: WarmPlace): string | undefined {
  if (typeof cwd !== 'string' || path.normalize(cwd) !== cwd) return undefined;
  return cwd === workspacePath || cwd.startsWith(workspacePath + path.sep) ? cwd : undefined;
}

/** The variables that the command's scripts have set on their way. What the sandbox sets itself stays. */
function variablesOf(env: unknown): Readonly<Record<string, string>> {
  const left = new Set(['HOME', 'TMPDIR', 'PWD', 'OLDPWD', 'SHLVL', '_']);
  return Object.fromEntries(
    Object.entries(asRecord(env) ?? {}).flatMap(([name, value]) =>
      typeof value === 'string' && /^[A-Za-z_]\w*$/.test(name) && !left.has(name) ? [[name, value]] : [],
    ),
  );
}
