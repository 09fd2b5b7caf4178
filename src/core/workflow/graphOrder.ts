/** Which nodes each node needs, by id. Ids that are not keys are ignored. */
export type Needs = ReadonlyMap<string, readonly string[]>;

/** All nodes that must have ended before a node begins, itself not counted unless it is in a cycle. */
export function ancestorsOf(needs: Needs, id: string): ReadonlySet<string> {
  const found = new Set<string>();
  const pending = [...(needs.get(id) ?? [])];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (found.has(next) || !needs.has(next)) continue;
    found.add(next);
    pending.push(...(needs.get(next) ?? []));
  }
  return found;
}

/** The cycles of a graph, one for each knot of nodes that need each other, each as a path that ends where it begins. */
export function cyclesOf(needs: Needs): string[][] {
  const cycles: string[][] = [];
  const told = new Set<string>();
  for (const id of needs.keys()) {
    if (told.has(id) || !ancestorsOf(needs, id).has(id)) continue;
    const path = shortestWayBack(needs, id);
    cycles.push([id, ...path]);
    for (const member of ancestorsOf(needs, id)) if (ancestorsOf(needs, member).has(id)) told.add(member);
  }
  return cycles;
}

/** The shortest way from a node over its needs back to itself. */
function shortestWayBack(needs: Needs, id: string): string[] {
  const cameFrom = new Map<string, string>();
  const queue = [id];
  for (const at of queue) {
    for (const next of needs.get(at) ?? []) {
      if (next === id) {
        const path = [id];
        for (let step: string | undefined = at; step !== undefined && step !== id; step = cameFrom.get(step))
          path.unshift(step);
        return path;
      }
      if (cameFrom.has(next) || !needs.has(next)) continue;
      cameFrom.set(next, at);
      queue.push(next);
    }
  }
  return [id];
}
