/** A copy of the image in which the area around a pixel, joined by its four sides, has a new colour. */
export function floodFill(image, row, column, colour) {
  const filled = image.map((line) => [...line]);
  const old = filled[row][column];
  if (old === colour) return filled;
  const pending = [[row, column]];
  while (pending.length > 0) {
    const [r, c] = pending.pop();
    if (r < 0 || r >= filled.length) continue;
    if (c < 0 || c >= filled[r].length) continue;
    if (filled[r][c] !== old) continue;
    filled[r][c] = colour;
    pending.push([r - 1, c], [r + 1, c], [r, c - 1], [r, c + 1]);
  }
  return filled;
}
