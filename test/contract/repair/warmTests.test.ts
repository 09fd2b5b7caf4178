import assert from 'node:assert/strict';
import type { TestRunOutcome } from '../../../src/core/evidence/testReport.ts';
import type { WarmTests } from '../../../src/core/evidence/warmTests.ts';
import { createCandidateTrials } from '../../../src/core/run/candidateTrials.ts';
import { type Reproduction, selectCases } from '../../../src/core/run/reproduce.ts';
import { openPlace, type RepairPlace } from './repairPlace.ts';
import { good, library, misdeeds, pristine, type WarmProject, warmProjects, writeProject } from './warmProjects.ts';

const { signal } = new AbortController();
/** Both far above what a run takes, and far below what a suite may take. */
const limits = { cpuMs: 1_000, wallMs: 4_000, testMs: 2_000 };

function stateOf(outcome: TestRunOutcome): string {
  if (outcome.kind !== 'report') return outcome.kind;
  const { cases, errors } = outcome.report;
  const failed = cases.filter(({ state }) => state === 'failed').map(({ failure }) => failure?.message);
  return cases.length === 2 && failed.length === 0 && errors.length === 0
    ? 'green'
    : `red: ${[...failed, ...errors].join(' ')}`;
}

describe('tests in a process that stays', () => {
  for (const project of warmProjects)
    describe(project.name, () => {
      let place: RepairPlace;
      let reproduction: Reproduction;
      let warm: WarmTests;
      const run = async (text: string | undefined): Promise<TestRunOutcome> => {
        const files = text === undefined ? [] : [{ path: project.library, text }];
        const selection = { files: selectCases(reproduction.red).files, names: [] };
        return (await warm.run({ files, selection, ...limits }, signal)).outcome;
      };

      before(async function () {
        this.timeout(60_000);
        place = openPlace(undefined, (to) => writeProject(project, to));
        reproduction = await place.reproduce(project.command, signal);
        assert.ok(place.ports.openWarm);
        warm = await place.ports.openWarm({ copy: place.copy, command: reproduction.command }, signal);
      });
      after(async () => {
        await warm.dispose();
        place.dispose();
      });

      it('says of the unchanged code what a new process says, again and again', async () => {
        for (let round = 0; round < 3; round++) {
          const outcome = await run(undefined);
          assert.equal(outcome.kind, 'report');
          const plain = (cases: Reproduction['before']['cases']) =>
            cases.map(({ id, state, line }) => ({ id, state, line }));
          assert.deepEqual(plain(outcome.report.cases), plain(reproduction.before.cases));
        }
      }).timeout(30_000);

      it('runs just the tests that are asked for', async () => {
        const { outcome } = await warm.run({ files: [], selection: selectCases(reproduction.red), ...limits }, signal);
        assert.equal(outcome.kind, 'report');
        assert.deepEqual(
          outcome.report.cases.map(({ id }) => id),
          reproduction.red.map(({ id }) => id),
        );
      }).timeout(30_000);

      it('takes in each change, and forgets it', async () => {
        assert.equal(stateOf(await run(library(project, good))), 'green');
        assert.match(stateOf(await run(undefined)), /^red: .*bad/s);
        assert.equal(stateOf(await run(library(project, pristine))), 'green');
        assert.match(stateOf(await run('this is ) no code')), /^red|crashed/);
      }).timeout(30_000);

      for (const misdeed of misdeeds.filter(({ name }) => project.thorough || name === 'writes files'))
        it(`goes on after code that ${misdeed.name}`, async () => {
          const state = stateOf(await run(library(project, misdeed)));
          assert.equal(state === 'green', misdeed.green, state);
          assert.equal(stateOf(await run(library(project, pristine))), 'green');
        }).timeout(40_000);
    });
});

describe('candidates tried in a process that stays', () => {
  const [module, , pytest] = warmProjects;
  assert.ok(module && pytest);

  async function tryOne(project: WarmProject, body: { readonly js: string; readonly py: string }) {
    const place = openPlace(undefined, (to) => writeProject(project, to));
    try {
      const reproduction = await place.reproduce(project.command, signal);
      const trials = createCandidateTrials(place.ports, { copy: place.copy, reproduction, concurrency: 1, warm: true });
      const before = project.files[project.library] ?? '';
      const files = [{ path: project.library, before, after: library(project, body) }];
      const outcome = await trials.tryCandidate({ number: 1, edits: [], files, score: 1 }, signal);
      const counts = trials.counts();
      await trials.dispose();
      return { outcome, counts };
    } finally {
      place.dispose();
    }
  }

  for (const project of [module, pytest]) {
    it(`are proved by starting ${project.name}, never by the process`, async () => {
      const { outcome, counts } = await tryOne(project, good);
      assert.deepEqual(outcome, { kind: 'proved' });
      assert.deepEqual(counts, { warm: 1, cold: 1 });
    }).timeout(60_000);
  }

  it('are refuted when only the process that stays finds them green', async () => {
    const body = { js: "return worker_threads.isMainThread ? 'bad' : 'good';", py: '' };
    const { outcome, counts } = await tryOne(module, body);
    assert.deepEqual(outcome, { kind: 'still-failing' });
    assert.deepEqual(counts, { warm: 1, cold: 1 });
  }).timeout(60_000);

  it('are tried by starting the runner where the process sees another failure, and it is said why', async () => {
    const own = library(module, { js: 'return worker_threads.isMainThread ? "bad" : "worse";', py: '' });
    const { outcome, counts } = await tryOne({ ...module, files: { ...module.files, [module.library]: own } }, good);
    assert.deepEqual(outcome, { kind: 'proved' });
    assert.equal(counts.warm, 0);
    assert.match(counts.coldWhy ?? '', /acts fails otherwise/);
  }).timeout(60_000);

  it('are tried by starting the runner where it cannot be kept', async () => {
    const place = openPlace(undefined, (to) => writeProject(module, to));
    try {
      const reproduction = await place.reproduce('sh -c "exit 1"', signal).catch(() => undefined);
      assert.ok(reproduction === undefined || reproduction.before.source === 'exit-code');
      const open = place.ports.openWarm?.(
        { copy: place.copy, command: { ...(await place.reproduce(module.command, signal)).command, runner: 'jest' } },
        signal,
      );
      await assert.rejects(open ?? Promise.resolve(), { code: 'tests.notWarm' });
    } finally {
      place.dispose();
    }
  }).timeout(60_000);
});
