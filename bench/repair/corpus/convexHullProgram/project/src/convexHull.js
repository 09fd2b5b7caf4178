function cross(origin, a, b) {
  return (a[0] - origin[0]) * (b[1] - origin[1]) - (a[1] - origin[1]) * (b[0] - origin[0]);
}

/** One half of the hull, without its last point, which begins the other half. */
function halfHull(points) {
  const hull = [];
  for (const point of points) {
    while (hull.length >= 2 && cross(hull.at(-2), hull.at(-1), point) <= 0) {
      hull.pop();
    }
    hull.push(point);
  }
  hull.pop();
  return hull;
}

/** The corners of the convex hull of different points, counter-clockwise from the leftmost (Andrew's monotone chain). */
export function convexHull(points) {
  if (points.length <= 1) return [...points];
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const lower = halfHull(sorted);
  const upper = halfHull(sorted.reverse());
  return [...lower, ...upper];
}
