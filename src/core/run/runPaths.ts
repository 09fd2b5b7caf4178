import type { BlobHash } from '../../base/ids.ts';
import { parseJson } from '../../base/parseJson.ts';
import type { RunEvent } from './runEvent.ts';

/** The files that the agents of a run had to do with, relative to the workspace. One that was changed is not among those that were read. */
export interface RunPaths {
  readonly read: ReadonlySet<string>;
  readonly changed: ReadonlySet<string>;
}

/** How `shownFiles` names what it shows; within JSON. */
const shown = /<data name=\\"(?:[a-z]+ )*file ([^"\\]+)\\">/g;

/**
 * Which files agents of a run were shown or asked for by path, and which differ in its copy, by its log. `readText` gives a blob; undefined where it
 * is gone: then what stood in it is not known.
 */
export async function pathsOfRun(
  events: readonly RunEvent[],
  readText: (hash: BlobHash) => Promise<string | undefined>,
): Promise<RunPaths> {
  const read = new Set<string>();
  let changed = new Set<string>();
  for (const event of events) {
    if (event.type === 'copy.changed') changed = new Set(Object.keys(event.files));
    if (event.type === 'patch.proposed') for (const { path } of event.proposal.files) changed.add(path);
    if (event.type === 'model.requested') for (const path of shownIn(await readText(event.request))) read.add(path);
    if (event.type === 'model.replied') for (const path of askedIn(await readText(event.reply))) read.add(path);
  }
  for (const path of changed) read.delete(path);
  return { read, changed };
}

/** Of a request: the files in its texts. */
function shownIn(request: string | undefined): readonly string[] {
  return [...(request ?? '').matchAll(shown)].flatMap(([, path]) => (path === undefined ? [] : [path]));
}

/** Of a reply: what its tool calls name as `path`. */
function askedIn(reply: string | undefined): readonly string[] {
  const { calls } = (parseJson(reply ?? '') ?? {}) as { readonly calls?: unknown };
  return (Array.isArray(calls) ? (calls as readonly { readonly input?: unknown }[]) : []).flatMap(({ input }) => {
    const path = typeof input === 'object' && input !== null ? (input as { path?: unknown }).path : undefined;
    return typeof path === 'string' && path !== '' ? [path] : [];
  });
}
