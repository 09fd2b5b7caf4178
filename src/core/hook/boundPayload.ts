/** How much a payload may be. What a hook decides by is far below; a whole conversation with a model is far above. */
export const payloadLimits = { characters: 256 * 1024, text: 32 * 1024, items: 500, depth: 12, named: 50 } as const;

// A secret that lies across the cut must be seen whole by the redactor, or its first half would stay; so a long text is
// redacted this much further than it is kept.
const redactAhead = 8 * 1024;

/** Plain JSON, and what was left out of it: one phrase each. */
export interface BoundedPayload {
  readonly value: unknown;
  readonly cut: readonly string[];
}

/**
 * A copy of a value as plain JSON of bounded size, every text in it redacted: long texts and lists lose their end, what
 * lies too deep or is too much is left out. Never throws for JSON values, however large.
 */
export function boundPayload(value: unknown, redact: (text: string) => string): BoundedPayload {
  const copy = new Copy(redact);
  return { value: copy.of(value, '', 0), cut: copy.cut };
}

class Copy {
  readonly cut: string[] = [];
  readonly #redact: (text: string) => string;
  #left: number = payloadLimits.characters;
  #unnamed = 0;

  constructor(redact: (text: string) => string) {
    this.#redact = redact;
  }

  of(value: unknown, path: string, depth: number): unknown {
    this.#left -= 8;
    if (typeof value === 'string') return this.#text(value, path);
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null)
      return typeof value === 'number' || typeof value === 'boolean' ? value : null;
    if (depth >= payloadLimits.depth || this.#left <= 0) {
      this.#note(`${path}: left out`);
      return null;
    }
    return Array.isArray(value) ? this.#list(value, path, depth) : this.#map(value, path, depth);
  }

  #text(whole: string, path: string): string {
    const room = Math.max(0, Math.min(payloadLimits.text, this.#left));
    const isLong = whole.length > room + redactAhead;
    const clean = this.#redact(isLong ? whole.slice(0, room + redactAhead) : whole);
    const kept = cutText(clean, isLong ? Math.min(room, clean.length - redactAhead) : room);
    this.#left -= kept.length;
    if (isLong || kept.length < clean.length) this.#note(`${path}: ${kept.length} of ${whole.length} characters`);
    return kept;
  }

  #list(items: readonly unknown[], path: string, depth: number): unknown[] {
    const kept: unknown[] = [];
    for (const item of items.slice(0, payloadLimits.items)) {
      if (this.#left <= 0) break;
      kept.push(this.of(item, `${path}[${kept.length}]`, depth + 1));
    }
    if (kept.length < items.length) this.#note(`${path}: ${kept.length} of ${items.length} items`);
    return kept;
  }

  #map(map: object, path: string, depth: number): Record<string, unknown> {
    const entries = Object.entries(map).filter(([, value]) => value !== undefined);
    const kept: [string, unknown][] = [];
    for (const [written, value] of entries.slice(0, payloadLimits.items)) {
      if (this.#left <= 0) break;
      const key = this.#redact(written.slice(0, 200));
      this.#left -= key.length;
      kept.push([key, this.of(value, path === '' ? key : `${path}.${key}`, depth + 1)]);
    }
    if (kept.length < entries.length) this.#note(`${path}: ${kept.length} of ${entries.length} fields`);
    // fromEntries defines properties, so a key `__proto__` stays a key.
    return Object.fromEntries(kept);
  }

  #note(phrase: string): void {
    if (this.cut.length < payloadLimits.named) this.cut.push(phrase);
    else {
      this.#unnamed += 1;
      this.cut[payloadLimits.named] = `and ${this.#unnamed} more`;
    }
  }
}

/** The beginning of a text, without half a surrogate pair at its end. */
export function cutText(text: string, length: number): string {
  return text.length > length ? text.slice(0, Math.max(0, length)).replace(/[\ud800-\udbff]$/, '') : text;
}
