import path from 'node:path';

/** The workspace of a call, which must be an absolute path. */
export function absolute(workspace: string): string {
  if (!path.isAbsolute(workspace)) throw new Error(`not an absolute path: ${workspace}`);
  return workspace;
}
