import { fields } from './nodeInput.ts';

const mark = /^(?:<{7}|={7}|>{7}|\|{7})(?: |\r?$)/m;

/**
 * What the merge agent proposes, without what cannot be used: a resolution that is of no conflict in the input, one of a conflict that has one
 * already, and one that keeps a conflict mark which stood in neither side. A conflict without a resolution stays the person's. Lines end
 * as those of the person do.
 */
export function soundResolutions(input: unknown, output: unknown): unknown {
  const { conflicts } = fields(input);
  const all = Array.isArray(conflicts) ? conflicts.map(fields) : [];
  const answer = fields(output);
  const seen = new Set<unknown>();
  const resolutions = (Array.isArray(answer.resolutions) ? answer.resolutions : []).flatMap((resolution) => {
    const { conflict, text } = fields(resolution);
    const sides = typeof conflict === 'number' ? all[conflict - 1] : undefined;
    if (!sides || typeof text !== 'string' || seen.has(conflict)) return [];
    const [ours, theirs] = [String(sides.ours), String(sides.theirs)];
    if (mark.test(text) && !mark.test(ours) && !mark.test(theirs)) return [];
    seen.add(conflict);
    return [{ ...fields(resolution), text: withEnds(text, ours === '' ? theirs : ours) }];
  });
  return { ...answer, resolutions };
}

/** Lines with the ends of other lines: a model leaves out the last one, and writes LF where a file has CRLF. */
function withEnds(text: string, like: string): string {
  const plain = text.replaceAll('\r\n', '\n');
  const whole = plain !== '' && !plain.endsWith('\n') && like.endsWith('\n') ? `${plain}\n` : plain;
  const windows = like.includes('\r\n') && !like.replaceAll('\r\n', '').includes('\n');
  return windows ? whole.replaceAll('\n', '\r\n') : whole;
}
