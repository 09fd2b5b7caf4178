// Paths of nodes as the engine makes them: `each[3]/check`, `each#2[3]/check` in a second attempt, `both.left/ask`, `sub/plan`.

/** The path of the node that a node is inside of; undefined for a node of the workflow itself. */
export function containerOf(path: string): string | undefined {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return undefined;
  // Behind the id stand an attempt, a position or a branch, whose signs no id may hold.
  for (let at = path.lastIndexOf('/', slash - 1) + 1; at < slash; at++) {
    const sign = path[at];
    if (sign === '#' || sign === '[' || sign === '.') return path.slice(0, at);
  }
  return path.slice(0, slash);
}

/** The place of a node in its workflow: its path without attempts and positions, so that all items of a list are one. */
export function placeInWorkflow(path: string): string {
  return path.includes('/') ? path.replace(/#\d+|\[\d+\]/g, '') : path;
}

/** The beginning that a path shares with all nodes of the same graph: `each[3]/` of `each[3]/check`, nothing of `check`. */
export function graphPrefix(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
