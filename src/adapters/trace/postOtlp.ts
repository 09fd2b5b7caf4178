/** One request to a collector. */
export interface OtlpPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly nowMs: number;
}

/** What the collector made of it. `again`: worth another try, after `retryAfterMs` where that was told. */
export type PostResult =
  | { readonly kind: 'taken'; readonly rejected: number }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'again'; readonly retryAfterMs: number | undefined };

/** The statuses that OTLP/HTTP calls retryable. */
const retryable: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const maxAnswerBytes = 64 * 1024;

/** Sends one body. Never rejects: a connection that breaks, a time-out and a cancel all count as `again`. */
export async function postOtlp(post: OtlpPost, signal: AbortSignal): Promise<PostResult> {
  try {
    const response = await fetch(post.url, {
      method: 'POST',
      // The headers may carry a key, which must not follow a redirect to a stranger.
      redirect: 'error',
      headers: { ...post.headers, 'content-type': 'application/json' },
      body: post.body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(post.timeoutMs)]),
    });
    const answer = await readAtMost(response, maxAnswerBytes);
    if (response.ok) return { kind: 'taken', rejected: rejectedSpans(answer) };
    if (!retryable.has(response.status)) return { kind: 'refused', status: response.status };
    return { kind: 'again', retryAfterMs: retryAfter(response.headers.get('retry-after'), post.nowMs) };
  } catch {
    return { kind: 'again', retryAfterMs: undefined };
  }
}

/** Retry-After in seconds or as a date (RFC 9110, 10.2.3). */
export function retryAfter(value: string | null, nowMs: number): number | undefined {
  if (value === null || value.trim() === '') return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1_000;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

/** The count of a partial success; it is a 64-bit integer, so a string in JSON, though some servers send a number. */
function rejectedSpans(answer: string): number {
  try {
    const { partialSuccess } = JSON.parse(answer) as { partialSuccess?: { rejectedSpans?: string | number } };
    const rejected = Number(partialSuccess?.rejectedSpans ?? 0);
    return Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0;
  } catch {
    // Servers that answer with protobuf, or with nothing, have taken all.
    return 0;
  }
}

async function readAtMost(response: Response, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels the rest of the body.
    if (length > limit) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
