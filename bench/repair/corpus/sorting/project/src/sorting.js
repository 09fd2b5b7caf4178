// Classic ways to sort. Those that take `compare` sort a copy and work as Array.prototype.toSorted does.

const ascending = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

export function insertionSort(items, compare = ascending) {
  const list = [...items];
  for (let next = 1; next < list.length; next += 1) {
    const item = list[next];
    let at = next;
    while (at > 0 && compare(list[at - 1], item) > 0) {
      list[at] = list[at - 1];
      at -= 1;
    }
    list[at] = item;
  }
  return list;
}

/** Insertion with gaps that shrink to one. */
export function shellSort(items, compare = ascending) {
  const list = [...items];
  for (let gap = Math.floor(list.length / 2); gap > 0; gap = Math.floor(gap / 2))
    for (let next = gap; next < list.length; next += 1) {
      const item = list[next];
      let at = next;
      for (; at >= gap && compare(list[at - gap], item) > 0; at -= gap) list[at] = list[at - gap];
      list[at] = item;
    }
  return list;
}

function siftDown(list, start, end, compare) {
  let parent = start;
  for (let child = 2 * parent + 1; child < end; child = 2 * parent + 1) {
    if (child + 1 < end && compare(list[child], list[child + 1]) < 0) child += 1;
    if (compare(list[parent], list[child]) >= 0) return;
    [list[parent], list[child]] = [list[child], list[parent]];
    parent = child;
  }
}

export function heapSort(items, compare = ascending) {
  const list = [...items];
  for (let parent = Math.floor(list.length / 2) - 1; parent >= 0; parent -= 1) siftDown(list, parent, list.length, compare);
  for (let end = list.length - 1; end > 0; end -= 1) {
    [list[0], list[end]] = [list[end], list[0]];
    siftDown(list, 0, end, compare);
  }
  return list;
}

/** From the bottom up: runs of one, two, four, ... are merged. Stable. */
export function mergeRuns(items, compare = ascending) {
  let from = [...items];
  for (let width = 1; width < from.length; width *= 2) {
    const to = [];
    for (let start = 0; start < from.length; start += 2 * width) {
      const middle = Math.min(start + width, from.length);
      const end = Math.min(start + 2 * width, from.length);
      let left = start;
      let right = middle;
      while (left < middle || right < end) {
        if (right >= end || (left < middle && compare(from[left], from[right]) <= 0)) to.push(from[left++]);
        else to.push(from[right++]);
      }
    }
    from = to;
  }
  return from;
}

/** Hoare's partition: all up to the place that is given back are at most the others. */
function partition(list, low, high, compare) {
  const pivot = list[Math.floor((low + high) / 2)];
  let left = low - 1;
  let right = high + 1;
  for (;;) {
    do left += 1;
    while (compare(list[left], pivot) < 0);
    do right -= 1;
    while (compare(list[right], pivot) > 0);
    if (left >= right) return right;
    [list[left], list[right]] = [list[right], list[left]];
  }
}

export function partitionSort(items, compare = ascending) {
  const list = [...items];
  const waiting = [[0, list.length - 1]];
  while (waiting.length > 0) {
    const [low, high] = waiting.pop();
    if (low >= high) continue;
    const middle = partition(list, low, high, compare);
    waiting.push([low, middle], [middle + 1, high]);
  }
  return list;
}

/** The item that stands at this place of the sorted list, without sorting all of it. */
export function select(items, place, compare = ascending) {
  if (place < 0 || place >= items.length) throw new RangeError('no such place');
  const list = [...items];
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = partition(list, low, high, compare);
    if (place <= middle) high = middle;
    else low = middle + 1;
  }
  return list[place];
}

/** For whole numbers of a small range. */
export function countingSort(numbers) {
  if (numbers.length === 0) return [];
  const lowest = numbers.reduce((a, b) => Math.min(a, b));
  const counts = [];
  for (const number of numbers) counts[number - lowest] = (counts[number - lowest] ?? 0) + 1;
  const sorted = [];
  counts.forEach((count, offset) => {
    for (let n = 0; n < count; n += 1) sorted.push(lowest + offset);
  });
  return sorted;
}

/** Digit by digit from the last; negative numbers are moved up before and down after. */
export function radixSort(numbers, base = 10) {
  const lowest = numbers.reduce((a, b) => Math.min(a, b), 0);
  let list = numbers.map((number) => number - lowest);
  const highest = list.reduce((a, b) => Math.max(a, b), 0);
  for (let unit = 1; unit <= highest; unit *= base) {
    const buckets = Array.from({ length: base }, () => []);
    for (const number of list) buckets[Math.floor(number / unit) % base].push(number);
    list = buckets.flat();
  }
  return list.map((number) => number + lowest);
}

/** How many pairs stand in the wrong order. */
export function countInversions(items) {
  if (items.length < 2) return 0;
  const middle = Math.floor(items.length / 2);
  const left = items.slice(0, middle);
  const right = items.slice(middle);
  let count = countInversions(left) + countInversions(right);
  left.sort(ascending);
  right.sort(ascending);
  let smaller = 0;
  for (const item of left) {
    while (smaller < right.length && ascending(right[smaller], item) < 0) smaller += 1;
    count += smaller;
  }
  return count;
}
