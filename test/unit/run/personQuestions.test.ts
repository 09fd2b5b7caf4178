import assert from 'node:assert/strict';
import type { RunId } from '../../../src/base/ids.ts';
import type { EngineEventBody } from '../../../src/core/engine/engineEvent.ts';
import { createAskPerson } from '../../../src/core/run/askPerson.ts';
import { answerOf, answerSignal, openQuestions } from '../../../src/core/run/personQuestions.ts';
import type { RunEvent, RunEventBody } from '../../../src/core/run/runEvent.ts';
import { openRunLog } from '../../../src/core/run/runLog.ts';
import { createMemoryRunStore } from '../../fakes/memoryRunStore.ts';

const never = new AbortController().signal;
const runId = 'r1' as RunId;
const failure = { code: 'x', message: 'x' };
const asked = (node: string, number: number): RunEventBody => ({
  type: 'person.asked',
  node,
  number,
  question: `q${number}`,
  choices: [],
});
const engine = (...events: EngineEventBody[]): RunEventBody => ({ type: 'engine.recorded', events });
const openIn = (...bodies: RunEventBody[]) =>
  openQuestions(bodies.map((body, i) => ({ ...body, seq: i + 1, atMs: 0, v: 1 }) as RunEvent)).map(answerSignal);

describe('open questions of a run', () => {
  for (const [what, after, open] of [
    ['wait until they are answered', [{ type: 'signal.sent', name: 'a?1', value: { answer: 'x' } }], ['b?1']],
    ['go with a node that came out', [engine({ type: 'node.cancelled', node: 'a' })], ['b?1']],
    [
      'go with an attempt that failed',
      [engine({ type: 'node.retried', node: 'b', attempt: 1, failure, waitMs: 0 })],
      ['a?1'],
    ],
    [
      'stay with a node that begins again because its process died',
      [engine({ type: 'node.started', node: 'a', attempt: 1, again: true })],
      ['a?1', 'b?1'],
    ],
    ['go with the run', [engine({ type: 'run.paused', reason: failure })], []],
    ['come once, however often they are asked', [asked('b', 1)], ['a?1', 'b?1']],
  ] as const)
    it(what, () => assert.deepEqual(openIn(asked('a', 1), asked('b', 1), ...(after as readonly RunEventBody[])), open));
});

describe('an answer', () => {
  it('is the choice of its number, or the words as they are', () => {
    const question = { question: 'q', choices: ['net', 'gross'] };
    assert.deepEqual(
      ['2', ' 1 ', '3', 'Gross', '0'].map((said) => answerOf(question, said)),
      ['gross', 'net', '3', 'Gross', '0'],
    );
  });
});

describe('an answer that is a number', () => {
  it('is the choice of these words before the choice of that place', () => {
    const question = { question: 'q', choices: ['2', '1'] };
    assert.deepEqual(
      ['1', '2', '3'].map((said) => answerOf(question, said)),
      ['1', '2', '3'],
    );
  });
});

describe('asking the person', () => {
  async function open(canAsk: boolean, secret = 'sesame') {
    const store = createMemoryRunStore();
    const redact = (text: string) => text.replaceAll(secret, '***');
    const log = (await openRunLog(runId, { store, redact }, never)).within('judge');
    const ask = () => createAskPerson({ store, log, node: 'judge', canAsk });
    const say = (number: number, answer: string) =>
      store.append(runId, [{ type: 'signal.sent', name: `judge?${number}`, value: { answer } }], never);
    const types = async () =>
      (await store.read(runId, 0, never)).map((event) => `${event.type}${'number' in event ? event.number : ''}`);
    return { ask, say, types };
  }
  const q = (question: string) => ({ question, choices: [] });

  it('gives an answer once to each question, and what is on record without asking again', async () => {
    const { ask, say, types } = await open(true);
    const first = ask();
    const [waiting] = [first(q('one'), never)];
    await say(1, 'yes');
    await say(1, 'no');
    assert.deepEqual(await waiting, { kind: 'answered', answer: 'yes' });
    const same = first(q('one'), never);
    await say(2, 'still yes');
    assert.deepEqual(
      await same,
      { kind: 'answered', answer: 'still yes' },
      'the same words are a question of their own',
    );
    // The node begins anew, in a process where nobody could be asked.
    const later = ask();
    assert.deepEqual(await later(q('one'), never), { kind: 'answered', answer: 'yes' });
    assert.deepEqual(await later(q('one'), never), { kind: 'answered', answer: 'still yes' });
    assert.deepEqual(
      (await types()).filter((type) => type.startsWith('person.asked')),
      ['person.asked1', 'person.asked2'],
    );
  });

  it('takes an answer that came while nobody was there; without one it says that nobody is', async () => {
    const { ask, say, types } = await open(false);
    assert.deepEqual(await ask()(q('one'), never), { kind: 'nobody' });
    await say(1, 'after all');
    assert.deepEqual(await ask()(q('one'), never), { kind: 'answered', answer: 'after all' });
    assert.deepEqual(await types(), ['person.missed1', 'signal.sent', 'person.answered1']);
  });

  it('ends with its signal, and the question stays on record', async () => {
    const { ask, types } = await open(true);
    const controller = new AbortController();
    const waiting = ask()(q('one'), controller.signal);
    while ((await types()).length === 0) await Promise.resolve();
    controller.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
    assert.deepEqual(await types(), ['person.asked1']);
  });
});
