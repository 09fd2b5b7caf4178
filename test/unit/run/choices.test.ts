import assert from 'node:assert/strict';
import { asBlobHash, asHunkId, createRunId } from '../../../src/base/ids.ts';
import type { FixEvidence } from '../../../src/core/evidence/proof.ts';
import type { Alternative, AlternativeCheck } from '../../../src/core/run/alternative.ts';
import type { RunEvent, RunEventBody } from '../../../src/core/run/runEvent.ts';
import { emptyRunState, foldRunState, type RunState } from '../../../src/core/run/runState.ts';
import type { Proposal } from '../../../src/core/workspace/workspace.ts';

const hash = (letter: string) => asBlobHash(letter.repeat(64));
const [same, first, other] = [asHunkId('same'), asHunkId('first'), asHunkId('other')];

const proposalOf = (result: string): Proposal => ({
  files: [
    {
      path: 'src/a.js',
      kind: 'modified',
      base: { hash: hash('0'), executable: false },
      result: { hash: hash(result), executable: false },
      binary: false,
    },
  ],
  refused: [],
});

const evidenceOf = (goalReached: boolean): FixEvidence => ({
  before: { passed: 1, failed: 1, skipped: 0 },
  after: { passed: 2, failed: 0, skipped: 0 },
  fixed: ['t'],
  broken: [],
  stillFailing: [],
  flaky: [],
  missing: [],
  addedIds: [],
  byExitCodeOnly: false,
  goalReached,
  notProved: [],
});

const alternative = (number: number, result: string, checked: AlternativeCheck): Alternative => ({
  number,
  what: `src/a.js:${number} something`,
  checked,
  proposal: proposalOf(result),
  evidence: evidenceOf(checked === 'clean'),
  hunks: 1,
  lines: number,
});

const recorded: RunEventBody = {
  type: 'alternatives.recorded',
  what: 'src/a.js:1 the first',
  instead: [{ path: 'src/a.js', hash: hash('1') }],
  alternatives: [alternative(2, '2', 'clean'), alternative(3, '3', 'search')],
  inputs: [{ call: 'f([])', answers: ['returns 0', 'throws', null] }],
  found: 5,
};
const proposed = (result = '1'): RunEventBody => ({
  type: 'patch.proposed',
  proposal: proposalOf(result),
  by: 'repair',
  summary: 'the first',
  hunks: 2,
  lines: 1,
});
const evidence: RunEventBody = { type: 'evidence.recorded', evidence: evidenceOf(true), testsChanged: [] };
const finished: RunEventBody = { type: 'run.finished', outcome: 'fixed', line: 'fixed by repair: 1 line in src/a.js' };
const choose = (number: number, hunkIds: (typeof same)[] = [], known: (typeof same)[] = []): RunEventBody => ({
  type: 'alternative.chosen',
  number,
  hunkIds,
  known,
});
const toSecond = choose(2, [other, same], [first, same]);
const toFirst = choose(1, [first, same], [other, same]);
const decide = (id: typeof same, decision: 'accepted' | 'rejected' | 'undecided'): RunEventBody => ({
  type: 'hunk.decided',
  hunkIds: [id],
  decision,
  reason: undefined,
});

function fold(...bodies: readonly RunEventBody[]): RunState {
  const events = bodies.map((body, i): RunEvent => ({ ...body, seq: i + 1, atMs: i, v: 1 }));
  return foldRunState(emptyRunState(createRunId(0, new Uint8Array(5))), events);
}
const reviewed = [recorded, evidence, proposed(), finished];

describe('choices of a run', () => {
  it('begin with what the run proposed, and are gone where it proposes something else', () => {
    assert.deepEqual([fold(...reviewed).choices?.chosen, fold(...reviewed).choices?.others.length], [1, 2]);
    assert.equal(fold(recorded, evidence, proposed('9'), finished).choices, undefined);
    const began = { type: 'revision.began', number: 2, hunkIds: [same], reason: '', known: [same] } as const;
    const revised = fold(...reviewed, { ...began, previous: proposalOf('1') }, proposed('1'));
    assert.equal(revised.choices, undefined, 'a new attempt is no edit of the search');
  });

  it('replace the proposal and its evidence, and give the first one back as it was', () => {
    const second = fold(...reviewed, toSecond);
    assert.equal(second.proposal?.files[0]?.result.hash, hash('2'));
    assert.deepEqual(
      [second.outcome, second.line, second.lines],
      ['fixed', 'fixed by repair, choice 2: 2 lines in src/a.js', 2],
    );
    assert.equal(second.summary, 'src/a.js:2 something.');
    const back = fold(...reviewed, toSecond, toFirst);
    const { choices: _a, lastSeq: _b, spent: _c, ...rest } = back;
    const { choices: _d, lastSeq: _e, spent: _f, ...before } = fold(...reviewed);
    assert.deepEqual(rest, before);
  });

  it('do not count as fixed where they were checked in part, or where a gate or a checker has not seen them', () => {
    const third = fold(...reviewed, choose(3));
    assert.deepEqual([third.outcome, third.evidence?.goalReached], ['not-fixed', false]);
    assert.match(third.line, /choice 3, not proved in a clean copy/);
    const gate = { name: 'size', from: 'person', allow: true, reason: undefined, code: undefined } as const;
    const asked: RunEventBody = { type: 'gate.decided', allow: true, gates: [gate] };
    const found = { introduced: [], silenced: [], unknown: [], tools: ['eslint'] };
    const watched = fold(recorded, { ...evidence, findings: found }, asked, proposed(), finished, toSecond);
    assert.equal(watched.outcome, 'not-fixed');
    assert.deepEqual(
      watched.gates.map(({ allow }) => allow),
      [false],
    );
    assert.match(watched.evidence?.notProved.join() ?? '', /checkers have not looked/);
    const kept = fold(recorded, { ...evidence, findings: found }, asked, proposed(), finished, toSecond, choose(1));
    assert.deepEqual([kept.outcome, kept.gates.map(({ allow }) => allow)], ['fixed', [true]]);
  });

  it('keep what was said of hunks that both have, and find again what was said of the others', () => {
    const said = [decide(same, 'accepted'), decide(first, 'rejected')];
    const second = fold(...reviewed, ...said, toSecond);
    assert.deepEqual([...second.decisions.keys()], [same]);
    const back = fold(...reviewed, ...said, toSecond, decide(other, 'accepted'), toFirst);
    assert.deepEqual([...back.decisions].map(([id, { decision }]) => [id, decision]).sort(), [
      [first, 'rejected'],
      [same, 'accepted'],
    ]);
    const open = fold(...reviewed, ...said, toSecond, decide(same, 'undecided'), toFirst);
    assert.equal(open.decisions.has(same), false, 'what was taken back stays so');
    const changed = fold(...reviewed, ...said, toSecond, decide(same, 'rejected'), toFirst);
    assert.equal(changed.decisions.get(same)?.decision, 'rejected', 'the last word counts');
  });

  it('stay as they are when there is no such choice', () => {
    const state = fold(...reviewed, choose(7));
    assert.equal(state.proposal?.files[0]?.result.hash, hash('1'));
    assert.equal(state.choices?.chosen, 1);
  });
});
