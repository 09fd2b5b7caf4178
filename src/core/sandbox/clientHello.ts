/** What the first bytes of a tunnel say about where they want to go. */
export type TunnelStart =
  | { readonly kind: 'more' }
  | { readonly kind: 'http' }
  /** TLS for this server (RFC 6066, section 3). */
  | { readonly kind: 'tls'; readonly serverName: string }
  /** TLS that hides its server, names none or several, or is damaged; or another protocol. */
  | { readonly kind: 'other'; readonly why: string };

const handshakeRecord = 22;
const clientHello = 1;
const serverNameExtension = 0;
/** draft-ietf-tls-esni: the name that counts would be inside, encrypted. */
const encryptedHelloExtension = 0xfe0d;
/** Large keys of post-quantum groups make a hello of two kilobytes; no honest one comes near this. */
export const maxHelloBytes = 16_384;
/** Some clients cut a hello into a few records; thousands would only be work for whoever reads them. */
const maxRecords = 64;

/** Reads the beginning of a tunnel: a TLS ClientHello, over as many records as it takes, or a request of HTTP. */
export function readTunnelStart(bytes: Uint8Array): TunnelStart {
  const [first] = bytes;
  if (first === undefined) return { kind: 'more' };
  if (first !== handshakeRecord) {
    const isMethod = first >= 0x41 && first <= 0x5a;
    return isMethod ? { kind: 'http' } : other('neither TLS nor HTTP');
  }
  try {
    const hello = handshakeOf(bytes);
    return hello === undefined ? { kind: 'more' } : serverNameOf(hello);
  } catch (error) {
    if (error instanceof RangeError) return other('a damaged TLS handshake');
    throw error;
  }
}

function other(why: string): TunnelStart {
  return { kind: 'other', why };
}

/** The body of the ClientHello, put together from its records; undefined while some of it is missing (RFC 8446, section 5.1). */
function handshakeOf(bytes: Uint8Array): Uint8Array | undefined {
  let at = 0;
  let records = 0;
  let body = new Uint8Array(0);
  while (at + 5 <= bytes.length) {
    const length = u16(bytes, at + 3);
    if (bytes[at] !== handshakeRecord || bytes[at + 1] !== 3 || length === 0 || length > maxHelloBytes)
      throw new RangeError('no handshake record');
    if (++records > maxRecords) throw new RangeError('too many records');
    // What is there of a record that is not whole counts as well: the length of the hello may be in it already.
    const part = bytes.subarray(at + 5, at + 5 + length);
    body = joined(body, part);
    if (body.length > 0 && body[0] !== clientHello) throw new RangeError('no ClientHello');
    if (body.length >= 4) {
      const size = (body[1] ?? 0) * 65_536 + u16(body, 2);
      if (size > maxHelloBytes) throw new RangeError('too long');
      if (body.length >= size + 4) return body.subarray(4, size + 4);
    }
    at += 5 + length;
  }
  if (bytes.length > maxHelloBytes + 1_024) throw new RangeError('too long');
  return undefined;
}

function serverNameOf(hello: Uint8Array): TunnelStart {
  const reader = new Reader(hello);
  reader.skip(34);
  reader.block(1);
  reader.block(2);
  reader.block(1);
  const extensions = new Reader(reader.block(2));
  if (!reader.isAtEnd()) throw new RangeError('something behind the extensions');
  const names: string[] = [];
  while (!extensions.isAtEnd()) {
    const type = extensions.number(2);
    const data = extensions.block(2);
    if (type === encryptedHelloExtension) return other('TLS that hides its server (encrypted client hello)');
    if (type === serverNameExtension) names.push(...namesIn(data));
  }
  const [name] = names;
  if (name === undefined) return other('TLS that names no server');
  if (names.length > 1) return other('TLS that names several servers');
  return { kind: 'tls', serverName: name };
}

function namesIn(data: Uint8Array): string[] {
  const list = new Reader(new Reader(data).block(2));
  const names: string[] = [];
  while (!list.isAtEnd()) {
    list.skip(1);
    // Byte by byte: what is no ASCII must not become equal to a name by being decoded.
    names.push(String.fromCharCode(...list.block(2).subarray(0, 512)));
  }
  return names;
}

/** Reads numbers and blocks with their length in front, big endian; throws RangeError behind the end. */
class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  number(size: 1 | 2): number {
    this.skip(size);
    const first = this.#bytes[this.#at - size] ?? 0;
    return size === 1 ? first : first * 256 + (this.#bytes[this.#at - 1] ?? 0);
  }

  block(lengthSize: 1 | 2): Uint8Array {
    const length = this.number(lengthSize);
    this.skip(length);
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  skip(count: number): void {
    this.#at += count;
    if (this.#at > this.#bytes.length) throw new RangeError('behind the end');
  }

  isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }
}

function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
