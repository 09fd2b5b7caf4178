/** The first node of a linked list of values; null when there are none. */
export function fromArray(values) {
  return values.reduceRight((next, value) => ({ value, next }), null);
}

export function toArray(head) {
  const values = [];
  for (let node = head; node !== null; node = node.next) values.push(node.value);
  return values;
}

/** Moves the last node to the front k times, by relinking, and gives the new first node. */
export function rotateRight(head, k) {
  if (head === null) return null;
  let length = 1;
  let tail = head;
  while (tail.next !== null) {
    tail = tail.next;
    length += 1;
  }
  const steps = length - (k % length);
  tail.next = head;
  for (let step = 0; step < steps; step += 1) tail = tail.next;
  const first = tail.next;
  tail.next = null;
  return first;
}
