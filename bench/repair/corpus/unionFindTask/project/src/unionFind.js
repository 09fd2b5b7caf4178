/** Disjoint sets of the items 0 to size - 1, joined by size, with path compression. */
export class UnionFind {
  constructor(size) {
    this.parent = Array.from({ length: size }, (_, item) => item);
    this.sizes = new Array(size).fill(1);
    this.count = size;
  }

  find(item) {
    let root = item;
    while (this.parent[root] !== root) root = this.parent[root];
    while (this.parent[item] !== root) {
      const next = this.parent[item];
      this.parent[item] = root;
      item = next;
    }
    return root;
  }

  /** Joins the sets of two items. False when they are in the same set already. */
  union(a, b) {
    let large = this.find(a);
    let small = this.find(b);
    if (large === small) return false;
    if (this.sizes[large] < this.sizes[small]) [large, small] = [small, large];
    this.parent[small] = large;
    this.sizes[large] += this.sizes[small];
    this.count -= 1;
    return true;
  }

  connected(a, b) {
    return this.find(a) === this.find(b);
  }

  sizeOf(item) {
    return this.sizes[this.find(item)];
  }
}
