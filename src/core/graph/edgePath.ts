import type { PlacedEdge } from './layout.ts';

/** The way of an edge as SVG path data, with soft curves between layers. */
export function edgePath({ points, back }: PlacedEdge): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let from = first;
  let path = `M${from[0]} ${from[1]}`;
  for (const [index, to] of rest.entries()) {
    const crosses = (index % 2 === 1) !== back;
    const bend = Math.round((to[0] - from[0]) / 2);
    if (crosses) path += `C${from[0] + bend} ${from[1]} ${to[0] - bend} ${to[1]} ${to[0]} ${to[1]}`;
    else if (to[0] !== from[0]) path += `H${to[0]}`;
    from = to;
  }
  return path;
}
