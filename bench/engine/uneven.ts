/** An uneven graph: how long its nodes take, and the least time in which anybody could run it eight at a time. */
export interface Uneven {
  readonly name: string;
  readonly needs: readonly (readonly number[])[];
  readonly ms: readonly number[];
  readonly boundMs: number;
}

/** The bound is the larger of the longest path and of the work divided by the places (Graham, 1969). */
export function unevenGraphs(): readonly Uneven[] {
  return [chains(8), chains(12), forkJoin()].map(({ name, needs, ms }) => ({
    name,
    needs,
    ms,
    boundMs: Math.max(longestPath(needs, ms), ms.reduce((sum, one) => sum + one, 0) / 8),
  }));
}

/** Chains of ten nodes that alternate 10 and 100 ms; every other one begins with the long one. */
function chains(count: number) {
  const needs: number[][] = [];
  const ms: number[] = [];
  for (let chain = 0; chain < count; chain++) {
    for (let i = 0; i < 10; i++) {
      needs.push(i === 0 ? [] : [needs.length - 1]);
      ms.push((i + chain) % 2 === 0 ? 10 : 100);
    }
  }
  return { name: `${count} chains of 10 and 100 ms`, needs, ms };
}

/** One long chain beside many short nodes that all lead to the end. */
function forkJoin() {
  const needs: number[][] = [];
  const ms: number[] = [];
  for (let i = 0; i < 8; i++) {
    needs.push(i === 0 ? [] : [i - 1]);
    ms.push(70);
  }
  for (let i = 0; i < 60; i++) {
    needs.push([]);
    ms.push(20 + (i % 5) * 10);
  }
  needs.push(needs.map((_, i) => i));
  ms.push(10);
  return { name: 'a long chain beside 60 short nodes', needs, ms };
}

function longestPath(needs: readonly (readonly number[])[], ms: readonly number[]): number {
  const ends: number[] = [];
  needs.forEach((row, i) => {
    ends[i] = (ms[i] ?? 0) + Math.max(0, ...row.map((need) => ends[need] ?? 0));
  });
  return Math.max(...ends);
}
