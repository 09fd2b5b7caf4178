const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Writes numbers and texts one after the other. */
export class ByteWriter {
  #buffer = new Uint8Array(4_096);
  #at = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#at++] = value;
  }

  /** A whole number from 0 to 2^32 - 1, in as few bytes as it needs (LEB128). */
  number(value: number): void {
    this.#reserve(5);
    let rest = value;
    while (rest > 0x7f) {
      this.#buffer[this.#at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#buffer[this.#at++] = rest;
  }

  float(value: number): void {
    this.#reserve(4);
    new DataView(this.#buffer.buffer).setFloat32(this.#at, value, true);
    this.#at += 4;
  }

  text(value: string): void {
    const bytes = encoder.encode(value);
    this.number(bytes.length);
    this.bytes(bytes);
  }

  bytes(value: Uint8Array | Int8Array): void {
    this.#reserve(value.length);
    this.#buffer.set(value, this.#at);
    this.#at += value.length;
  }

  /** What was written, with room behind it. */
  finish(room: number): Uint8Array {
    this.#reserve(room);
    return this.#buffer.slice(0, this.#at + room);
  }

  #reserve(more: number): void {
    if (this.#at + more <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(this.#at + more, this.#buffer.length * 2));
    larger.set(this.#buffer);
    this.#buffer = larger;
  }
}

/** Reads what a ByteWriter wrote. Reading past the end is a RangeError. */
export class ByteReader {
  readonly #body: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(body: Uint8Array) {
    this.#body = body;
    this.#view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  }

  byte(): number {
    const value = this.#body[this.#at++];
    if (value === undefined) throw new RangeError('past the end');
    return value;
  }

  number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  float(): number {
    const value = this.#view.getFloat32(this.#at, true);
    this.#at += 4;
    return value;
  }

  text(): string {
    const length = this.number();
    this.#at += length;
    if (this.#at > this.#body.length) throw new RangeError('past the end');
    return decoder.decode(this.#body.subarray(this.#at - length, this.#at));
  }

  /** A view, not a copy. */
  bytes(length: number): Int8Array {
    if (this.#at + length > this.#body.length) throw new RangeError('past the end');
    const view = new Int8Array(this.#body.buffer, this.#body.byteOffset + this.#at, length);
    this.#at += length;
    return view;
  }
}
