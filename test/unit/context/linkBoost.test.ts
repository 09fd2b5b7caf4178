import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CodeTokens } from '../../../src/core/context/codeTokens.ts';
import type { Fused } from '../../../src/core/context/fusion.ts';
import { raiseLinked } from '../../../src/core/context/linkBoost.ts';
import { symbolLinks } from '../../../src/core/context/symbolLinks.ts';

/** Chunks by slot: what each defines, and the identifiers in it. */
type Code = readonly { readonly name: string; readonly names: readonly string[] }[];

const tokens = new CodeTokens();
const termsAt = (code: Code, slot: number) => code[slot]?.names.flatMap((name) => [...tokens.ofWord(name)]) ?? [];
const linksOf = (code: Code) =>
  symbolLinks(
    {
      slots: code.keys(),
      nameOf: (slot) => code[slot]?.name ?? '',
      having: (term) => [...code.keys()].filter((slot) => termsAt(code, slot).includes(term)),
    },
    tokens,
  );
const found = (slot: number, fusedScore: number): Fused => ({
  slot,
  fusedScore,
  denseScore: undefined,
  sparseScore: undefined,
  denseRank: undefined,
  sparseRank: undefined,
});
const raise = async (code: Code, fused: readonly Fused[], weight = 0.5, allows = (_slot: number) => true) =>
  raiseLinked(fused, {
    links: linksOf(code),
    weight,
    allows,
    tie: (a, b) => a - b,
    termsOf: async (slots) => slots.map((slot) => termsAt(code, slot)),
  });

const shop: Code = [
  { name: 'Shop.openDoor', names: ['openDoor', 'turnKey'] },
  { name: 'turnKey', names: ['turnKey'] },
  { name: 'paintWall', names: ['paintWall'] },
  { name: '', names: ['openDoor', 'paintWall'] },
];

describe('links between chunks', () => {
  it('lead from what is defined to what names it, and back', () => {
    const links = linksOf(shop);
    assert.deepEqual(links.usersOf(0), [3], 'known by its own name, not by what is around it');
    assert.deepEqual(links.usersOf(1), [0]);
    assert.deepEqual(links.usersOf(3), [], 'it defines nothing');
    assert.deepEqual(links.definersOf(termsAt(shop, 3), 3), [0, 2]);
    assert.deepEqual(links.definersOf(termsAt(shop, 1), 1), [], 'a chunk is not linked to itself');
  });

  it('say nothing of a name that many define, or that is short', () => {
    const many = Array.from({ length: 4 }, () => ({ name: 'getValue', names: ['getValue'] }));
    const code = [...many, { name: 'id', names: ['id'] }, { name: 'useAll', names: ['getValue', 'id'] }];
    for (const slot of code.keys()) assert.deepEqual(linksOf(code).usersOf(slot), []);
    assert.deepEqual(linksOf(code).definersOf(['getvalue', 'id'], 5), []);
    assert.deepEqual(linksOf(code.slice(1)).usersOf(0), [4], 'three may define it');
  });
});

describe('raiseLinked', () => {
  it('raises what is linked to something found, whichever way the link leads', async () => {
    const order = async (first: number, rest: readonly number[]) =>
      (await raise(shop, [found(first, 1), ...rest.map((slot, at) => found(slot, 0.5 - at / 100))])).map(
        ({ slot }) => slot,
      );
    assert.deepEqual((await order(1, [2, 0])).slice(0, 2), [1, 0], 'it names the first');
    assert.deepEqual((await order(0, [2, 1])).slice(0, 2), [0, 1], 'the first names it');
  });

  it('finds what the best are linked to, unless a filter forbids it', async () => {
    assert.ok((await raise(shop, [found(0, 1)])).some(({ slot }) => slot === 1));
    const filtered = await raise(shop, [found(0, 1)], 0.5, (slot) => slot !== 1);
    assert.ok(!filtered.some(({ slot }) => slot === 1));
  });

  it('holds back what everything names', async () => {
    const users = Array.from({ length: 8 }, (_, at) => ({ name: `useOf${at}`, names: ['logLine'] }));
    const code = [{ name: 'logLine', names: ['logLine'] }, ...users, ...shop];
    const raised = await raise(code, [found(0, 1), found(10, 1), found(9, 0.1), found(1, 0.1)]);
    const scoreOf = (slot: number) => raised.find((one) => one.slot === slot)?.fusedScore ?? 0;
    assert.ok(scoreOf(9) > scoreOf(1), 'one of two users gains more than one of eight');
  });

  it('leaves nothing out, lowers nothing, and changes nothing without links', () => {
    const codes = fc.array(
      fc.record({
        name: fc.constantFrom('alpha', 'beta', 'gamma', ''),
        names: fc.subarray(['alpha', 'beta', 'gamma']),
      }),
      { minLength: 1, maxLength: 8 },
    );
    return fc.assert(
      fc.asyncProperty(codes, fc.double({ min: 0, max: 1, noNaN: true }), async (code, weight) => {
        const fused = [...code.keys()].map((slot) => found(slot, 1 / (slot + 1)));
        const raised = await raise(code, fused, weight);
        assert.deepEqual(
          raised.map(({ slot }) => slot).sort((a, b) => a - b),
          [...code.keys()],
        );
        for (const { slot, fusedScore } of raised) assert.ok(fusedScore >= 1 / (slot + 1));
        const bare = code.map(({ name }) => ({ name, names: [] }));
        assert.deepEqual(await raise(bare, fused, weight), fused);
      }),
    );
  });
});
