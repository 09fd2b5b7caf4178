import { hostAttacks } from './hostTable.ts';

/** What came of each attack, by its id. */
const outcomes = new Map<string, 'stopped' | 'GOT THROUGH'>();

/** A test that makes an attack of the table and holds the host to what the table says comes of it. */
export function attackIt(id: string, attack: (this: Mocha.Context) => unknown): void {
  const row = hostAttacks.find((one) => one.id === id);
  if (!row) throw new Error(`${id} has no row in hostTable.ts`);
  if (outcomes.has(id)) throw new Error(`${id} is made twice`);
  outcomes.set(id, 'GOT THROUGH');
  it(`${id} ${row.attack}: ${row.outcome}`, async function () {
    await attack.call(this);
    outcomes.set(id, 'stopped');
  });
}

// At the end of the run, whatever else it holds.
after(() => {
  const rows = hostAttacks.map(({ id, attack, outcome, test }) => {
    const came = outcomes.get(id) ?? 'elsewhere';
    return `${id.padEnd(4)} ${came.padEnd(11)} ${attack}: ${outcome}${came === 'elsewhere' ? ` (${test})` : ''}`;
  });
  console.log(['', 'attacks on the host', ...rows, ''].join('\n'));
});
