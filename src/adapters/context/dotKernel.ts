import { again, align, constant, createKernel, op, step, unsigned, type WasmMemory } from './wasmKernel.ts';

/** Multiplies rows of bytes with one row of 16-bit numbers. */
export interface DotKernel {
  /** Where the rows lie, and where the question is put: at the beginning. */
  readonly memory: WasmMemory;
  /**
   * Multiplies `count` rows with the question at byte 0. From byte `slots` on stand the rows' numbers, 32 bits each; the sums are written over
   * them. Rows begin at byte `rows`.
   */
  dots(count: number, slots: number, rows: number): void;
}

/** Rows are this many bytes long, so that eight numbers at a time are taken. */
export function rowBytesOf(dims: number): number {
  return Math.ceil(dims / 16) * 16;
}

/**
 * A kernel for rows of `dims` bytes, with a memory of its own. It takes eight products at a time (128-bit SIMD, in Node since version 16): the
 * same loop in JavaScript took twenty times as long.
 */
export function createDotKernel(dims: number, pages: number): DotKernel {
  const { memory, run } = createKernel(bodyOf(rowBytesOf(dims)), { parameters: 3, pages });
  return { memory, dots: run };
}

/** One pass of the loop for each row: local 0 counts down, 1 is the address of its number, 2 where rows begin; 3 the row's address, 4 the sum. */
function bodyOf(rowBytes: number): number[] {
  const [count, slots, rows, row, sum] = [0, 1, 2, 3, 4];
  const products: number[] = [];
  for (let at = 0; at < rowBytes; at += 8) {
    products.push(...op.get, row, ...op.loadBytes, align.bytes8, ...unsigned(at));
    products.push(...op.const32, 0, ...op.loadVector, align.bytes16, ...unsigned(at * 2));
    products.push(...op.dotVector16);
    if (at > 0) products.push(...op.addVector32);
  }
  const lane = (index: number) => [...op.get, sum, ...op.lane32, index];
  const total = [...lane(0), ...lane(1), ...op.add32, ...lane(2), ...op.add32, ...lane(3), ...op.add32];
  const number = [...op.get, slots, ...op.load32, align.bytes4, 0];
  return [
    ...[2, 1, 0x7f, 1, 0x7b], // one local of 32 bits, one of 128
    ...op.loop,
    ...[...op.get, rows, ...number, ...constant(rowBytes), ...op.multiply32, ...op.add32, ...op.set, row],
    ...[...products, ...op.set, sum],
    ...[...op.get, slots, ...total, ...op.store32, align.bytes4, 0],
    ...step(slots, 4),
    ...again(count),
    ...op.end,
    ...op.end,
  ];
}
