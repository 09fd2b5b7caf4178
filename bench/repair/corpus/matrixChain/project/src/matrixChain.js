/** The cheapest way to multiply matrices A1 to An, where Ai has sizes[i - 1] rows and sizes[i] columns. */
export function matrixChain(sizes) {
  const n = sizes.length - 1;
  const cost = Array.from({ length: n }, () => new Array(n).fill(0));
  const cut = Array.from({ length: n }, () => new Array(n).fill(0));
  for (let length = 2; length <= n; length += 1) {
    for (let i = 0; i + length <= n; i += 1) {
      const j = i + length - 1;
      cost[i][j] = Infinity;
      for (let k = i; k < j; k += 1) {
        const product = sizes[i] * sizes[k + 1] * sizes[j + 1];
        const total = cost[i][k] + cost[k + 1][j] + product;
        if (total < cost[i][j]) {
          cost[i][j] = total;
          cut[i][j] = k;
        }
      }
    }
  }
  const write = (i, j) => (i === j ? `A${i + 1}` : `(${write(i, cut[i][j])}${write(cut[i][j] + 1, j)})`);
  return { cost: cost[0][n - 1], order: write(0, n - 1) };
}
