/** The part of a profile of V8 that is read here. */
export interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** In microseconds, one a sample: the time since the one before. */
  readonly timeDeltas: readonly number[];
}

/** A stretch in which code of some file was on the stack at every sample. */
export interface Stretch {
  readonly ms: number;
  /** The outermost function of that code, and its extension, at the sample that took longest. */
  readonly within: string;
}

/** The longest stretches, longest first. Time on the clock: what the thread waited for a processor is in it. */
export function longestStretches(
  { nodes, samples, timeDeltas }: Profile,
  isIn: (url: string) => boolean,
): readonly Stretch[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const outermost = (id: number): string | undefined => {
    let found: string | undefined;
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const frame = byId.get(at)?.callFrame;
      if (frame && isIn(frame.url)) found = `${frame.functionName || 'anonymous'} of ${ownerOf(frame.url)}`;
    }
    return found;
  };
  const stretches: { ms: number; within: string; longestMs: number }[] = [];
  let open = false;
  samples.forEach((id, index) => {
    const within = outermost(id);
    const ms = (timeDeltas[index + 1] ?? 0) / 1_000;
    if (within === undefined) open = false;
    else if (!open) {
      stretches.push({ ms, within, longestMs: ms });
      open = true;
    } else {
      const last = stretches.at(-1);
      if (!last) return;
      last.ms += ms;
      if (ms > last.longestMs) Object.assign(last, { within, longestMs: ms });
    }
  });
  return stretches.map(({ ms, within }) => ({ ms, within })).sort((a, b) => b.ms - a.ms);
}

function ownerOf(url: string): string {
  return /\/extensions\/([^/]+)\//.exec(url)?.[1] ?? 'VS Code';
}
