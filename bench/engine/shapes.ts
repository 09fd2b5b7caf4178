/** A graph as rows of needs: node `i` needs the nodes `needs[i]`, all of lower number. */
export interface Shape {
  readonly name: string;
  readonly needs: readonly (readonly number[])[];
}

const width = 8;

/** The four shapes at a size. Layers are eight wide, each node needing two of the layer before; random nodes need up to three earlier ones. */
export function shapesOf(size: number): readonly Shape[] {
  return [
    { name: 'layered', needs: layered(size) },
    { name: 'chain', needs: range(size, (i) => (i === 0 ? [] : [i - 1])) },
    { name: 'fan-out', needs: range(size, (i) => (i === 0 ? [] : i === size - 1 ? numbers(1, size - 1) : [0])) },
    { name: 'random', needs: random(size) },
  ];
}

export function layered(size: number): readonly (readonly number[])[] {
  return range(size, (i) => {
    const layer = Math.floor(i / width);
    if (layer === 0) return [];
    const before = (layer - 1) * width;
    return [before + (i % width), before + ((i + 1) % width)];
  });
}

function random(size: number): readonly (readonly number[])[] {
  let state = 12_345;
  const next = () => {
    // Mulberry32 (Tommy Ettinger, public domain).
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return range(size, (i) => {
    const count = i === 0 ? 0 : 1 + Math.floor(next() * 3);
    return [...new Set(range(count, () => Math.max(0, i - 1 - Math.floor(next() * Math.min(i, 50)))))];
  });
}

function range<T>(count: number, item: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => item(i));
}

const numbers = (from: number, to: number) => range(to - from, (i) => from + i);
