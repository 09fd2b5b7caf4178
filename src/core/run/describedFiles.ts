import type { AskedFile, FoundDefinitions } from '../context/map/languageServices.ts';
import type { FixPorts } from './fixPorts.ts';

/** How what language services said begins in the log: a replay has no editor, and takes it from there. */
export const servicesPrefix = 'language services: ';

/** Asks language services, and keeps what they said, so that a replay has it. */
export function recordServices(
  ask: (files: readonly AskedFile[], signal: AbortSignal) => Promise<FoundDefinitions>,
  once: FixPorts['once'],
): NonNullable<FixPorts['describeFiles']> {
  return (files, signal) => once(`${servicesPrefix}${files.length} files`, () => ask(files, signal), signal);
}
