import type fc from 'fast-check';

/** A reader under attack, ready to be given inputs. */
export interface OpenTarget {
  /**
   * Gives the reader one input and checks what must hold. Throws when it does not, or whatever the reader throws against its own
   * contract. Gives a few words on what became of the input: an input with new words is kept and mutated further.
   */
  check(text: string): string | Promise<string>;
  close(): Promise<void>;
}

/** What is attacked, and what its inputs are made of. */
export interface FuzzTarget {
  readonly name: string;
  /** Inputs besides those of the corpus, such as fixtures of other tests. */
  seeds(): readonly string[];
  /** Inputs made by the grammar of the format, where there is one. */
  readonly generated?: fc.Arbitrary<string>;
  open(): Promise<OpenTarget>;
}

export const targetNames = ['manifests', 'edits', 'replies', 'streams', 'reports', 'redaction'] as const;
/** `selfTest` is there for the fuzzer's own tests. */
export type TargetName = (typeof targetNames)[number] | 'selfTest';

/** The target of a name. Each is loaded by the thread that runs it. */
export async function loadTarget(name: TargetName): Promise<FuzzTarget> {
  const { target } = (await import(`./targets/${name}.ts`)) as { readonly target: FuzzTarget };
  return target;
}

/** Numbers in [0, 1) that are always the same for a text, so that a saved input fails again (mulberry32 over FNV-1a). */
export function numbersOf(text: string): () => number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The text cut at up to `most` places. */
export function piecesOf(text: string, random: () => number, most = 12): readonly string[] {
  const places = Array.from({ length: 1 + Math.floor(random() * most) }, () => Math.floor(random() * text.length));
  const ends = [...places.sort((a, b) => a - b), text.length];
  return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
}
