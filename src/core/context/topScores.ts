import type { Scored, SearchBounds } from './lexicalIndex.ts';

/** Keeps the best k of what is offered, in a binary heap whose top is the worst that is kept. */
export class TopScores {
  readonly #k: number;
  readonly #tie: SearchBounds['tie'];
  readonly #slots: number[] = [];
  readonly #scores: number[] = [];

  constructor(k: number, tie: SearchBounds['tie']) {
    this.#k = k;
    this.#tie = tie;
  }

  /** The score that one must reach to be kept, once there are k. */
  get floor(): number {
    return this.#slots.length < this.#k ? Number.NEGATIVE_INFINITY : (this.#scores[0] ?? Number.NEGATIVE_INFINITY);
  }

  offer(slot: number, score: number): void {
    if (this.#slots.length < this.#k) {
      this.#slots.push(slot);
      this.#scores.push(score);
      this.#rise(this.#slots.length - 1);
    } else if (this.#k > 0 && this.#isWorse(this.#slots[0] ?? 0, this.#scores[0] ?? 0, slot, score)) {
      this.#slots[0] = slot;
      this.#scores[0] = score;
      this.#sink();
    }
  }

  /** Best first. */
  sorted(): readonly Scored[] {
    return this.#slots
      .map((slot, i) => ({ slot, score: this.#scores[i] ?? 0 }))
      .sort((a, b) => b.score - a.score || this.#tie(a.slot, b.slot));
  }

  /** True when the first is worse than the second. */
  #isWorse(slotA: number, scoreA: number, slotB: number, scoreB: number): boolean {
    return scoreA < scoreB || (scoreA === scoreB && this.#tie(slotA, slotB) > 0);
  }

  #worse(a: number, b: number): boolean {
    return this.#isWorse(this.#slots[a] ?? 0, this.#scores[a] ?? 0, this.#slots[b] ?? 0, this.#scores[b] ?? 0);
  }

  #swap(a: number, b: number): void {
    [this.#slots[a], this.#slots[b]] = [this.#slots[b] ?? 0, this.#slots[a] ?? 0];
    [this.#scores[a], this.#scores[b]] = [this.#scores[b] ?? 0, this.#scores[a] ?? 0];
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#worse(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(): void {
    for (let at = 0; ; ) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.#slots.length && this.#worse(child, worst)) worst = child;
      }
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }
}
