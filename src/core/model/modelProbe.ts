import type { EditFormat, ModelCapability } from './modelProvider.ts';
import { formatWithoutOptions, type ModelRef } from './modelRef.ts';

/** What trying a model showed. */
export interface ModelProbe {
  /** The reference without options, as `probeKey` gives it. */
  readonly ref: string;
  readonly probedMs: number;
  /** It called a tool when asked to, with the right input. */
  readonly toolCalls: boolean;
  /** It answered in the form of a JSON Schema. */
  readonly structured: boolean;
  /** Formats in which it wrote a small edit correctly. */
  readonly editFormats: readonly EditFormat[];
  /** Tokens of the longest prompt whose beginning it still knew, its own reply included; undefined when not found out. */
  readonly contextWindow?: number | undefined;
  /** What the server says the model can have at most. */
  readonly maxContextWindow?: number | undefined;
}

/** Port: where probes are kept. Contract: a record that cannot be read throws `model.badRecord`; one probe a reference. */
export interface ModelProbes {
  list(signal: AbortSignal): Promise<readonly ModelProbe[]>;
  put(probe: ModelProbe, signal: AbortSignal): Promise<void>;
}

/** The name under which a model's probe is kept. */
export function probeKey(ref: ModelRef): string {
  return formatWithoutOptions(ref);
}

/** Best first: small edits cost little and can be checked; a whole file always can be written. */
const formatsByWorth: readonly EditFormat[] = ['search-replace', 'unified-diff', 'whole-file'];

/** What a model can do, once it was tried. `window` from the reference wins: the person may load it with another one. */
export function probedCapability(
  stated: ModelCapability,
  probe: ModelProbe | undefined,
  window: number | undefined,
): ModelCapability {
  const contextWindow = window ?? probe?.contextWindow ?? stated.contextWindow;
  if (!probe) return { ...stated, contextWindow };
  const editFormat = formatsByWorth.find((format) => probe.editFormats.includes(format)) ?? stated.editFormat;
  return {
    ...stated,
    toolCalls: stated.toolCalls && probe.toolCalls,
    editFormat,
    contextWindow,
    responseSchema: (stated.responseSchema ?? false) && probe.structured,
  };
}
