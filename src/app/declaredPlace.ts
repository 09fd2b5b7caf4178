import { readYaml } from '../core/manifest/yamlSource.ts';
import type { FilePlace } from '../protocol/library.ts';
import type { ManifestLibrary } from './workflowLibrary.ts';

/** Where a workspace declares an agent or a tool; of several declarations the last counts. */
export function declaredPlace(
  { declaring }: Pick<ManifestLibrary, 'declaring'>,
  kind: 'agents' | 'tools',
  name: string,
): FilePlace | undefined {
  for (const { text, file, path } of declaring.toReversed()) {
    const source = readYaml(text, file);
    const declared = (source.value as Readonly<Record<string, unknown>> | null | undefined)?.[kind];
    if (typeof declared === 'object' && declared !== null && Object.hasOwn(declared, name))
      return { path, line: source.keyRangeOf([kind, name]).line };
  }
  return undefined;
}
