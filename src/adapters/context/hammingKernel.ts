import { again, align, createKernel, op, step, unsigned, type WasmMemory } from './wasmKernel.ts';

/** Counts differing bits between one row of bits and many. */
export interface HammingKernel {
  /** Where the rows lie, and where the question's row is put: at the beginning. */
  readonly memory: WasmMemory;
  /** Compares `rows` rows of bits from byte `bits` on with the one at byte 0; distances are written as 16-bit numbers from byte `out` on. */
  scan(rows: number, bits: number, out: number): void;
}

/**
 * A kernel for rows of `words` 64-bit words, with a memory of its own. It is WebAssembly for one instruction, i64.popcnt, that JavaScript does
 * not have: counting bits with 32-bit arithmetic took eight times as long.
 */
export function createHammingKernel(words: number, pages: number): HammingKernel {
  const { memory, run } = createKernel(bodyOf(words), { parameters: 3, pages });
  return { memory, scan: run };
}

/** One pass of the loop for each row: local 0 counts rows down, 1 is the row's address, 2 that of its distance. */
function bodyOf(words: number): number[] {
  const [rows, bits, out] = [0, 1, 2];
  const sum: number[] = [];
  for (let word = 0; word < words; word++) {
    sum.push(...op.get, bits, ...op.load64, align.bytes8, ...unsigned(word * 8));
    sum.push(...op.const32, 0, ...op.load64, align.bytes8, ...unsigned(word * 8));
    sum.push(...op.xor64, ...op.popcount64);
    if (word > 0) sum.push(...op.add64);
  }
  return [
    0, // no further locals
    ...op.loop,
    ...[...op.get, out, ...sum, ...op.wrap64, ...op.store16, align.bytes2, 0],
    ...step(bits, words * 8),
    ...step(out, 2),
    ...again(rows),
    ...op.end,
    ...op.end,
  ];
}
