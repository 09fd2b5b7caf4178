import type { Task } from './task.ts';

/**
 * Tasks in the order in which they should start: first those with the longest path of nodes behind them, which would
 * otherwise be what everybody waits for in the end (Hu, 1961); among equals first come, first served. A binary heap.
 */
export class TaskHeap {
  readonly #heap: Task[] = [];

  get size(): number {
    return this.#heap.length;
  }

  all(): readonly Task[] {
    return this.#heap;
  }

  push(task: Task): void {
    const heap = this.#heap;
    let child = heap.push(task) - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      const above = heap[parent] as Task;
      if (!isBefore(task, above)) break;
      heap[child] = above;
      child = parent;
    }
    heap[child] = task;
  }

  pop(): Task | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (!last || heap.length === 0) return top;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Task, heap[child] as Task)) child++;
      const best = heap[child] as Task;
      if (!isBefore(best, last)) break;
      heap[hole] = best;
      hole = child;
    }
    heap[hole] = last;
    return top;
  }
}

function isBefore(a: Task, b: Task): boolean {
  return a.height > b.height || (a.height === b.height && a.turn < b.turn);
}
