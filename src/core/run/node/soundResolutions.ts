import { fields } from './nodeInput.ts';

const mark = /^(?:<{7}|={7}|>{7}|\|{7})(?: |\r?$)/m;

/**
 * What the merge agent proposes, without what cannot be used: a resolution that is of no conflict in the input, one of a conflict that has one
 * already, and one that keeps a conflict mark which stood in neither side. A conflict without a resolution stays the person's.
 */
export function soundResolutions(input: unknown, output: unknown): unknown {
  const { conflicts } = fields(input);
  const all = Array.isArray(conflicts) ? conflicts.map(fields) : [];
  const answer = fields(output);
  const seen = new Set<unknown>();
  const resolutions = (Array.isArray(answer.resolutions) ? answer.resolutions : []).filter((resolution) => {
    const { conflict, text } = fields(resolution);
    const sides = typeof conflict === 'number' ? all[conflict - 1] : undefined;
    if (!sides || seen.has(conflict)) return false;
    const wasThere = mark.test(String(sides.ours)) || mark.test(String(sides.theirs));
    if (mark.test(String(text)) && !wasThere) return false;
    seen.add(conflict);
    return true;
  });
  return { ...answer, resolutions };
}
