/** In how many ways n queens stand on an n by n board without attacking each other; columns and diagonals are bit sets. */
export function countQueens(n) {
  const all = (1 << n) - 1;

  function place(columns, left, right) {
    if (columns === all) return 1;
    let count = 0;
    let free = all & ~(columns | left | right);
    while (free !== 0) {
      const spot = free & -free;
      free ^= spot;
      count += place(columns | spot, (left | spot) << 1, (right | spot) >> 1);
    }
    return count;
  }

  return place(0, 0, 0);
}
