/** The place of a node in its workflow: its path without attempts and positions, so that all items of a list are one. */
export function placeInWorkflow(path: string): string {
  return path.includes('/') ? path.replace(/#\d+|\[\d+\]/g, '') : path;
}
