import assert from 'node:assert/strict';
import { knownReplies } from '../../../src/app/knownReplies.ts';
import { asBlobHash } from '../../../src/base/ids.ts';
import type { RunEvent, RunEventBody } from '../../../src/core/run/runEvent.ts';

const hash = (letter: string) => asBlobHash(letter.repeat(64));
const request = hash('a');
let call = 0;
const asked = (model: string, reply: string): RunEventBody[] => {
  call++;
  return [
    { type: 'model.requested', node: 'n', call, model, request, reservedTokens: 1, reservedUsd: 0 },
    { type: 'model.replied', node: 'n', call, model: 'x', reply: hash(reply), usage: undefined, usd: 0, ms: 1 },
  ];
};
const repliesIn = (...bodies: RunEventBody[]) => {
  const known = knownReplies(bodies.map((body, i) => ({ ...body, seq: i + 1, atMs: 0, v: 1 }) as RunEvent));
  return (model: string, node = 'n') => known(node, { request, model });
};
const replaced: RunEventBody = {
  type: 'model.replaced',
  node: 'n',
  model: 'a/one',
  code: 'model.timeout',
  message: 'x',
  by: 'b/two',
};

describe('replies on record', () => {
  it('are given once each, in their order, to the node that got them', () => {
    const reply = repliesIn(...asked('a/one', 'c'), ...asked('a/one', 'd'));
    assert.equal(reply('a/one', 'other'), undefined);
    assert.deepEqual([reply('a/one'), reply('a/one'), reply('a/one')], [hash('c'), hash('d'), undefined]);
  });

  it('are given to another model that the run goes on with', () => {
    assert.equal(repliesIn(...asked('a/one', 'c'))('z/other'), hash('c'));
  });

  it('of models that took over from each other are given to the very one that gave them', () => {
    const reply = repliesIn(...asked('a/one', 'c'), replaced, ...asked('b/two', 'd'));
    assert.deepEqual(
      [reply('b/two'), reply('b/two'), reply('a/one'), reply('a/one')],
      [hash('d'), undefined, hash('c'), undefined],
    );
  });
});
