// Binary search trees as plain nodes: { value, left, right }, with null for no node.

export const node = (value, left = null, right = null) => ({ value, left, right });

/** The tree with the value in it; one that is there already is not added. */
export function insert(root, value) {
  if (root === null) return node(value);
  if (value < root.value) root.left = insert(root.left, value);
  else if (value > root.value) root.right = insert(root.right, value);
  return root;
}

/** The tree without the value. A node with two children takes over the next larger value. */
export function remove(root, value) {
  if (root === null) return null;
  if (value < root.value) root.left = remove(root.left, value);
  else if (value > root.value) root.right = remove(root.right, value);
  else {
    if (root.left === null) return root.right;
    if (root.right === null) return root.left;
    let next = root.right;
    while (next.left !== null) next = next.left;
    root.value = next.value;
    root.right = remove(root.right, next.value);
  }
  return root;
}

/** The values in order, without recursion. */
export function* inOrder(root) {
  const waiting = [];
  let current = root;
  while (current !== null || waiting.length > 0) {
    while (current !== null) {
      waiting.push(current);
      current = current.left;
    }
    current = waiting.pop();
    yield current.value;
    current = current.right;
  }
}

/** A list of values for each level, from the left; every other level from the right with `zigzag`. */
export function levels(root, { zigzag = false } = {}) {
  const result = [];
  let level = root === null ? [] : [root];
  while (level.length > 0) {
    const values = level.map(({ value }) => value);
    result.push(zigzag && result.length % 2 === 1 ? values.reverse() : values);
    level = level.flatMap(({ left, right }) => [left, right].filter((child) => child !== null));
  }
  return result;
}

export function height(root) {
  return root === null ? 0 : 1 + Math.max(height(root.left), height(root.right));
}

/** Whether nowhere the two sides differ by more than one level. */
export function isBalanced(root) {
  if (root === null) return true;
  return Math.abs(height(root.left) - height(root.right)) <= 1 && isBalanced(root.left) && isBalanced(root.right);
}

/** Whether all values on the left are smaller and all on the right are larger, at every node. */
export function isSearchTree(root, low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY) {
  if (root === null) return true;
  if (root.value <= low || root.value >= high) return false;
  return isSearchTree(root.left, low, root.value) && isSearchTree(root.right, root.value, high);
}

/** The deepest node of a search tree that has both values below it or is one of them. */
export function commonAncestor(root, a, b) {
  let current = root;
  while (current !== null) {
    if (a < current.value && b < current.value) current = current.left;
    else if (a > current.value && b > current.value) current = current.right;
    else return current;
  }
  return null;
}

/** The smallest value that is larger; undefined without one. */
export function successor(root, value) {
  let found;
  let current = root;
  while (current !== null) {
    if (current.value > value) {
      found = current.value;
      current = current.left;
    } else current = current.right;
  }
  return found;
}

/** The number of edges of the longest way between two nodes. */
export function diameter(root) {
  let longest = 0;
  const depth = (current) => {
    if (current === null) return 0;
    const [left, right] = [depth(current.left), depth(current.right)];
    longest = Math.max(longest, left + right);
    return 1 + Math.max(left, right);
  };
  depth(root);
  return longest;
}

/** The tree of different values whose pre-order and in-order walks these are. */
export function fromWalks(preOrder, inOrderValues) {
  if (preOrder.length === 0) return null;
  const [value] = preOrder;
  const size = inOrderValues.indexOf(value);
  return node(
    value,
    fromWalks(preOrder.slice(1, size + 1), inOrderValues.slice(0, size)),
    fromWalks(preOrder.slice(size + 1), inOrderValues.slice(size + 1)),
  );
}

/** The lowest tree of these sorted values. */
export function fromSorted(values, start = 0, end = values.length) {
  if (start >= end) return null;
  const middle = Math.floor((start + end) / 2);
  return node(values[middle], fromSorted(values, start, middle), fromSorted(values, middle + 1, end));
}
