declare const brand: unique symbol;
/** A string that only the functions of this file make. */
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Names one run: 12 lowercase base-32 characters, time-ordered in its first 7. */
export type RunId = Branded<'RunId'>;
/** Names one trace: 32 lowercase hexadecimal digits, as in W3C Trace Context. */
export type TraceId = Branded<'TraceId'>;
/** Names one hunk of a proposal; stable as long as the hunk's own lines are the same. */
export type HunkId = Branded<'HunkId'>;
/** A content address: lowercase hexadecimal SHA-256 of the bytes. */
export type BlobHash = Branded<'BlobHash'>;

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Makes a run id from the time (ms since 1970) and at least five random bytes. */
export function createRunId(nowMs: number, random: Uint8Array): RunId {
  let time = '';
  for (let rest = Math.floor(nowMs / 1000), i = 0; i < 7; i++, rest = Math.floor(rest / 32))
    time = alphabet[rest % 32] + time;
  let tail = '';
  for (let i = 0; i < 5; i++) tail += alphabet[(random[i] ?? 0) % 32];
  return (time + tail) as RunId;
}

/** The run id that belongs to a digest: what must give one run, however often it is asked for, is named by its digest. */
export function runIdOfHash(hash: BlobHash): RunId {
  let id = '';
  for (let i = 0; i < 12; i++) id += alphabet[Number.parseInt(hash.slice(2 * i, 2 * i + 2), 16) % 32];
  return id as RunId;
}

/** Makes a trace id from sixteen random bytes. */
export function createTraceId(random: Uint8Array): TraceId {
  return [...random.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('') as TraceId;
}

/** A run id that came from outside, or undefined when it is not one. */
export function parseRunId(text: string): RunId | undefined {
  return /^[a-km-np-z2-9]{12}$/.test(text) ? (text as RunId) : undefined;
}

/** Marks a digest as a blob's address. The caller has computed it. */
export function asBlobHash(hex: string): BlobHash {
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new Error(`not a SHA-256 digest: ${hex}`);
  return hex as BlobHash;
}

/** Marks a hunk's name. The caller has derived it from the hunk's lines. */
export function asHunkId(text: string): HunkId {
  return text as HunkId;
}
