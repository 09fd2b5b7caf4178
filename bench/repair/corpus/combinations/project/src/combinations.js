/** Every choice of k of the items, in lexicographic order of their places. */
export function* combinations(items, k) {
  const n = items.length;
  if (k > n) return;
  const chosen = Array.from({ length: k }, (_, place) => place);
  while (true) {
    yield chosen.map((place) => items[place]);
    let at = k - 1;
    while (at >= 0 && chosen[at] === n - k + at) at -= 1;
    if (at < 0) return;
    chosen[at] += 1;
    for (let next = at + 1; next < k; next += 1) {
      chosen[next] = chosen[next - 1] + 1;
    }
  }
}
