/** What is used of the WebAssembly namespace, whose types belong to the browser's. */
interface WasmNamespace {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Record<string, unknown> };
  readonly Memory: new (limits: { readonly initial: number }) => WasmMemory;
}

/** Memory in pages of 64 KiB. After `grow`, `buffer` is another one. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const wasm = (globalThis as unknown as { readonly WebAssembly: WasmNamespace }).WebAssembly;

const i32 = 0x7f;

/** Instructions of WebAssembly by what they do (core specification 2.0, section 5.4). */
export const op = {
  loop: [0x03, 0x40],
  end: [0x0b],
  branchIf: [0x0d],
  get: [0x20],
  set: [0x21],
  tee: [0x22],
  load32: [0x28],
  load64: [0x29],
  store32: [0x36],
  store16: [0x3b],
  const32: [0x41],
  add32: [0x6a],
  sub32: [0x6b],
  multiply32: [0x6c],
  popcount64: [0x7b],
  add64: [0x7c],
  xor64: [0x85],
  wrap64: [0xa7],
  loadVector: [0xfd, 0x00],
  /** Eight signed bytes as eight 16-bit numbers. */
  loadBytes: [0xfd, 0x01],
  lane32: [0xfd, 0x1b],
  addVector32: [0xfd, 0xae, 0x01],
  /** Products of eight 16-bit numbers, added in pairs. */
  dotVector16: [0xfd, 0xba, 0x01],
} as const;

/** Powers of two by which addresses are said to be aligned. */
export const align = { bytes2: 1, bytes4: 2, bytes8: 3, bytes16: 4 } as const;

/**
 * A function over a memory of its own, from the bytes of its body. The body is written byte by byte, because a compiler would be a dependency
 * for some forty instructions. Every parameter is a 32-bit number; nothing is given back.
 */
export function createKernel(
  body: readonly number[],
  { parameters, pages }: { readonly parameters: number; readonly pages: number },
): { readonly memory: WasmMemory; readonly run: (...values: readonly number[]) => void } {
  const memory = new wasm.Memory({ initial: pages });
  const instance = new wasm.Instance(new wasm.Module(moduleBytes(body, parameters)), { env: { memory } });
  return { memory, run: instance.exports.run as (...values: readonly number[]) => void };
}

function moduleBytes(body: readonly number[], parameters: number): Uint8Array {
  const name = (text: string) => [text.length, ...new TextEncoder().encode(text)];
  const functionType = [0x60, parameters, ...Array.from({ length: parameters }, () => i32), 0];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, ...functionType]),
    ...section(2, [1, ...name('env'), ...name('memory'), 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name('run'), 0x00, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

function section(id: number, bytes: readonly number[]): number[] {
  return [id, ...unsigned(bytes.length), ...bytes];
}

/** A number that is not negative, as offsets and sizes are written (LEB128). */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** A number that is not negative, as constants are written: its last byte must not look like a sign. */
export function constant(value: number): number[] {
  const bytes = unsigned(value);
  const last = bytes.at(-1) ?? 0;
  if ((last & 0x40) === 0) return [...op.const32, ...bytes];
  return [...op.const32, ...bytes.slice(0, -1), last | 0x80, 0];
}

/** Adds to a local. */
export function step(local: number, by: number): number[] {
  return [...op.get, local, ...constant(by), ...op.add32, ...op.set, local];
}

/** Counts a local down by one, and goes on with the loop while it is above 0. */
export function again(local: number): number[] {
  return [...op.get, local, ...constant(1), ...op.sub32, ...op.tee, local, ...op.branchIf, 0];
}
