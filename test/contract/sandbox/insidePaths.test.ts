import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestRunning } from '../../../src/app/testRunning.ts';
import type { Sandbox } from '../../../src/core/sandbox/sandbox.ts';
import { backEnds, makePlace, neverAborted, type Place, skip } from './place.ts';

const inside = '/mnt/c/shop';

/** Bubblewrap with the copy at another path than the workspace's, as a distribution of Linux has it on Windows. */
function elsewhere(place: Place): Sandbox {
  const bubblewrap = backEnds.find(({ name }) => name === 'bubblewrap')?.create(place.runs);
  assert.ok(bubblewrap);
  const toInside = (path: string): string => path.replace(place.workspace, () => inside);
  return {
    mountsCopy: true,
    insidePaths: { toInside, toHost: (text) => text.replaceAll(inside, () => place.workspace) },
    probe: (signal) => bubblewrap.probe(signal),
    run: (command, policy, onOutput, signal) =>
      bubblewrap.run(
        { ...command, cwd: toInside(command.cwd) },
        { ...policy, copy: { ...policy.copy, mountPath: inside }, dependencies: [] },
        onOutput,
        signal,
      ),
  };
}

const tests = [
  {
    runner: 'node:test',
    argv: ['node', '--test'],
    file: 'cart.test.mjs',
    text: 'import test from "node:test";\nimport { add } from "./cart.mjs";\ntest("adds", () => add());\n',
    code: 'export function add() { throw new Error("no sum"); }\n',
    codeFile: 'cart.mjs',
  },
  {
    runner: 'unittest',
    argv: ['python3', '-m', 'unittest'],
    file: 'test_cart.py',
    text: 'import unittest\nimport cart\nclass Cart(unittest.TestCase):\n  def test_adds(self):\n    cart.add()\n',
    code: 'def add():\n  raise ValueError("no sum")\n',
    codeFile: 'cart.py',
  },
] as const;

describe('tests where programs have other names for the folders', () => {
  let place: Place;
  beforeEach(() => {
    place = makePlace();
  });
  afterEach(() => place.dispose());

  for (const { runner, argv, file, text, code, codeFile } of tests)
    it(`finds the file of a test of ${runner}, and the code that its failure names, under the names of the host`, async function () {
      const sandbox = elsewhere(place);
      const probe = await sandbox.probe(neverAborted);
      if (!probe.works) return skip(this, `${probe.problem} ${probe.remedy}`);
      mkdirSync(join(place.copy, 'src'));
      writeFileSync(join(place.copy, file), text);
      writeFileSync(join(place.copy, codeFile), code);
      const run = createTestRunning({ sandbox, hostEnv: {}, onOutput: () => undefined });
      const copy = {
        hostPath: place.copy,
        originalPath: place.workspace,
        scratchPath: place.scratch,
        dependencies: [],
        files: 3,
        baseTree: '',
      };
      const command = { runner, argv, cwd: '', env: {}, display: argv.join(' '), why: 'named' };
      const selection = { files: [], names: [] };
      const outcome = await run({ copy, command, selection, timeoutMs: 30_000 }, neverAborted);
      assert.ok(outcome.kind === 'report', JSON.stringify(outcome));
      const [red] = outcome.report.cases.filter(({ state }) => state === 'failed');
      assert.equal(red?.file, file);
      const said = JSON.stringify(red.failure);
      assert.ok(said.includes(join(place.workspace, codeFile)) && !said.includes(inside), said);
    });
});
