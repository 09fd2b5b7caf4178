import type { RunStatus } from '../protocol/runView.ts';
import { type ListedRun, waitsForReview } from './runList.ts';

/** Which runs the Runs view shows. */
export interface RunFilter {
  /** Shown above the runs. */
  readonly label: string;
  readonly fits: (run: ListedRun) => boolean;
}

/** A kind of runs that a person may want to see alone. */
export type RunGroup = 'running' | 'waiting' | 'reached' | 'notReached' | 'failed' | 'stopped';

const statuses: Readonly<Record<Exclude<RunGroup, 'waiting'>, readonly RunStatus[]>> = {
  running: ['running'],
  reached: ['fixed', 'added', 'done', 'nothing-to-fix'],
  notReached: ['not-fixed', 'not-added'],
  failed: ['failed'],
  stopped: ['paused', 'interrupted', 'cancelled'],
};

/** Whether a run belongs to one of the groups. */
export function isInGroups(run: ListedRun, groups: readonly RunGroup[]): boolean {
  return groups.some((group) => (group === 'waiting' ? waitsForReview(run) : statuses[group].includes(run.row.status)));
}

/** Whether every word of a text occurs in what is known of a run. */
export function mentions({ row, workspace }: ListedRun, text: string): boolean {
  const known = `${row.title} ${row.workflow} ${row.line} ${row.runId} ${workspace}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => known.includes(word));
}
