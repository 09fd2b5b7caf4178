/** A queue of limited size: when it is full, a new item takes the place of the oldest one. */
export class RingBuffer {
  constructor(capacity) {
    this.slots = new Array(capacity);
    this.head = 0;
    this.size = 0;
  }

  push(item) {
    const capacity = this.slots.length;
    this.slots[(this.head + this.size) % capacity] = item;
    if (this.size < capacity) this.size += 1;
    else this.head = (this.head + 1) % capacity;
  }

  /** Takes the oldest item out; undefined when there is none. */
  shift() {
    if (this.size === 0) return undefined;
    const item = this.slots[this.head];
    this.slots[this.head] = undefined;
    this.head = (this.head + 1) % this.slots.length;
    this.size -= 1;
    return item;
  }

  /** The item at a place, counted from the oldest. */
  at(index) {
    if (index < 0 || index >= this.size) return undefined;
    return this.slots[(this.head + index) % this.slots.length];
  }

  *[Symbol.iterator]() {
    for (let index = 0; index < this.size; index += 1) {
      yield this.slots[(this.head + index) % this.slots.length];
    }
  }
}
