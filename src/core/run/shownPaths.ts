import type { WorkspaceCopy } from '../workspace/workspace.ts';

/** Where the tests ran: absolute paths below these become relative to the project. */
export type ShownPlace = Pick<WorkspaceCopy, 'originalPath' | 'hostPath'>;

/**
 * A text that tests or a runner printed, as a model may see it: paths below the project are relative, and the folder itself is
 * `<project>`. Where a person keeps a project is no business of a provider, and a relative path is what edits are written with.
 */
export function withRelativePaths(text: string, { originalPath, hostPath }: ShownPlace): string {
  return [originalPath, hostPath].reduce((left, root) => {
    const folder = new RegExp(`${root.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?![\\w-]|\\.\\w)`, 'g');
    return left.replaceAll(`file://${root}/`, '').replaceAll(`${root}/`, '').replace(folder, '<project>');
  }, text);
}
