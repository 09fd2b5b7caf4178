import { removeGitPoint } from './mountPoints.ts';

/** Counts the commands that run in each copy, so that what is put into a copy for them goes with the last one. */
export interface CopyUsers {
  enter(copyPath: string): void;
  leave(copyPath: string): void;
}

/** Creates a count in which nothing runs. */
export function createCopyUsers(): CopyUsers {
  const using = new Map<string, number>();
  return {
    enter: (copyPath) => using.set(copyPath, (using.get(copyPath) ?? 0) + 1),
    leave(copyPath) {
      const others = (using.get(copyPath) ?? 1) - 1;
      using.set(copyPath, others);
      if (others > 0) return;
      using.delete(copyPath);
      removeGitPoint(copyPath);
    },
  };
}
