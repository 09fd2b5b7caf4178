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

/** Nodes that need each other, and one cycle of them as a path that ends where it begins. */
export interface Knot {
  readonly members: ReadonlySet<string>;
  readonly cycle: readonly string[];
}

/** The knots of a graph. */
export function knotsOf(needs: Needs): Knot[] {
  const knots: Knot[] = [];
  const told = new Set<string>();
  const stuck = stuckNodes(needs);
  if (stuck.size === 0) return knots;
  const needed = reversed(needs);
  for (const id of stuck) {
    if (told.has(id)) continue;
    const before = ancestorsOf(needs, id);
    if (!before.has(id)) continue;
    const after = ancestorsOf(needed, id);
    const members = new Set([...before].filter((member) => after.has(member)));
    for (const member of members) told.add(member);
    knots.push({ members, cycle: [id, ...shortestWayBack(needs, id)] });
  }
  return knots;
}

/** Nodes that can never begin although they are in no knot, each with a node of a knot that it waits for. */
export function blockedBy(needs: Needs, knotted: ReadonlySet<string>): ReadonlyMap<string, string> {
  const blocked = new Map<string, string>();
  if (knotted.size === 0) return blocked;
  const needed = reversed(needs);
  const queue = [...knotted].map((id) => [id, id] as const);
  for (const [at, cause] of queue) {
    for (const next of needed.get(at) ?? []) {
      if (knotted.has(next) || blocked.has(next)) continue;
      blocked.set(next, cause);
      queue.push([next, cause]);
    }
  }
  return blocked;
}

/** What is left when every node that can begin has ended, in the order of the graph (Kahn 1962): cycles, and what waits for them. */
function stuckNodes(needs: Needs): ReadonlySet<string> {
  const needed = reversed(needs);
  const waits = new Map([...needs].map(([id, ids]) => [id, new Set(ids.filter((one) => needs.has(one))).size]));
  const ready = [...waits].filter(([, count]) => count === 0).map(([id]) => id);
  for (const id of ready) {
    for (const next of new Set(needed.get(id))) {
      const left = (waits.get(next) ?? 0) - 1;
      waits.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  return new Set([...waits].filter(([, count]) => count > 0).map(([id]) => id));
}

/** Which nodes need each node. */
function reversed(needs: Needs): Needs {
  const needed = new Map([...needs.keys()].map((id) => [id, [] as string[]]));
  for (const [id, ids] of needs) for (const one of ids) needed.get(one)?.push(id);
  return needed;
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
