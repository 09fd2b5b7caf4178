/** The tree with a key added; a key is in it once. Null is the empty tree. */
export function insert(node, key) {
  if (node === null) return { key, left: null, right: null };
  if (key < node.key) node.left = insert(node.left, key);
  else if (key > node.key) node.right = insert(node.right, key);
  return node;
}

/** The tree without a key. */
export function remove(node, key) {
  if (node === null) return null;
  if (key < node.key) {
    node.left = remove(node.left, key);
  } else if (key > node.key) {
    node.right = remove(node.right, key);
  } else if (node.left === null) {
    return node.right;
  } else if (node.right === null) {
    return node.left;
  } else {
    let least = node.right;
    while (least.left !== null) least = least.left;
    node.key = least.key;
    node.right = remove(node.right, least.key);
  }
  return node;
}

/** The keys in ascending order. */
export function keys(node) {
  return node === null ? [] : [...keys(node.left), node.key, ...keys(node.right)];
}
