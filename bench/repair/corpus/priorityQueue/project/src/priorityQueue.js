// A binary heap, and what can be made of one.

const byNumber = (a, b) => a - b;

export class PriorityQueue {
  #heap = [];
  #compare;

  constructor(compare = byNumber, items = []) {
    this.#compare = compare;
    this.#heap = [...items];
    for (let index = Math.floor(this.#heap.length / 2) - 1; index >= 0; index--) this.#sink(index);
  }

  get size() {
    return this.#heap.length;
  }

  peek() {
    return this.#heap[0];
  }

  push(item) {
    this.#heap.push(item);
    this.#rise(this.#heap.length - 1);
  }

  /** Takes the first away; undefined when there is none. */
  pop() {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink(0);
    }
    return first;
  }

  /** Takes away the first item that the condition holds for; returns whether there was one. */
  remove(condition) {
    const index = this.#heap.findIndex(condition);
    if (index === -1) return false;
    const last = this.#heap.pop();
    if (index < this.#heap.length) {
      this.#heap[index] = last;
      this.#sink(index);
      this.#rise(index);
    }
    return true;
  }

  #rise(start) {
    let index = start;
    while (index > 0) {
      const parent = Math.floor((index - 1) / 2);
      if (this.#compare(this.#heap[index], this.#heap[parent]) >= 0) break;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #sink(start) {
    let index = start;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      let least = index;
      if (left < this.size && this.#compare(this.#heap[left], this.#heap[least]) < 0) least = left;
      if (right < this.size && this.#compare(this.#heap[right], this.#heap[least]) < 0) least = right;
      if (least === index) return;
      this.#swap(index, least);
      index = least;
    }
  }

  #swap(a, b) {
    [this.#heap[a], this.#heap[b]] = [this.#heap[b], this.#heap[a]];
  }
}

/** The k smallest, in order, without sorting all of them. */
export function smallest(items, k, compare = byNumber) {
  if (k <= 0) return [];
  const kept = new PriorityQueue((a, b) => compare(b, a));
  for (const item of items) {
    if (kept.size < k) kept.push(item);
    else if (compare(item, kept.peek()) < 0) {
      kept.pop();
      kept.push(item);
    }
  }
  const result = [];
  while (kept.size > 0) result.push(kept.pop());
  return result.reverse();
}

/** Sorted lists as one. */
export function mergeSorted(lists, compare = byNumber) {
  const heads = new PriorityQueue((a, b) => compare(a.value, b.value) || a.list - b.list);
  lists.forEach((list, index) => {
    if (list.length > 0) heads.push({ value: list[0], list: index, at: 0 });
  });
  const merged = [];
  while (heads.size > 0) {
    const { value, list, at } = heads.pop();
    merged.push(value);
    const after = at + 1;
    if (after < lists[list].length) heads.push({ value: lists[list][after], list, at: after });
  }
  return merged;
}
