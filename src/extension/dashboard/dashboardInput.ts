import type { RunName } from '../runName.ts';

const mostDays = 366;
const mostRuns = 100_000;

/** The number of days that a page asks for. Messages of pages are looked at before they are used. */
export function daysOf(input: unknown): number {
  const { days } = (input ?? {}) as { readonly days?: unknown };
  if (typeof days === 'number' && Number.isInteger(days) && days >= 1 && days <= mostDays) return days;
  throw new TypeError('days must be a whole number from 1 to 366');
}

/** The run that a page names; it must lie in one of the open folders. */
export function choiceOf(input: unknown, folders: readonly string[]): RunName {
  const { workspace, runId } = (input ?? {}) as { readonly workspace?: unknown; readonly runId?: unknown };
  if (typeof workspace === 'string' && typeof runId === 'string' && folders.includes(workspace))
    return { workspace, runId };
  throw new TypeError('a run of an open folder must be named');
}

/** The ids of the runs that a page wants to be seen, and what they have in common. */
export function selectionOf(input: unknown): { readonly label: string; readonly runIds: ReadonlySet<string> } {
  const { label, runs } = (input ?? {}) as { readonly label?: unknown; readonly runs?: unknown };
  if (typeof label !== 'string' || !Array.isArray(runs) || runs.length > mostRuns)
    throw new TypeError('a label and runs must be given');
  const ids = runs.flatMap((run: { readonly runId?: unknown } | null) =>
    typeof run?.runId === 'string' ? [run.runId] : [],
  );
  return { label: label.slice(0, 200), runIds: new Set(ids) };
}
