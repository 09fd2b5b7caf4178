import { insertLineAbove, type Reporter, replaceWith } from '../manifest/reporter.ts';
import { show } from '../manifest/schemaProblems.ts';
import { isRecord } from './sourceGraph.ts';

/** A kind of manifest, its version, and the steps from older versions: the first one leads from version 1 to 2. */
export interface VersionRule {
  readonly what: string;
  readonly version: number;
  readonly upgrades: readonly ((value: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>)[];
}

/** The manifest in the newest version; undefined when it cannot be read, which is reported. */
export function checkVersion(
  reporter: Reporter,
  { what, version, upgrades }: VersionRule,
): Readonly<Record<string, unknown>> | undefined {
  const { source } = reporter;
  const { value } = source;
  if (value === undefined) return undefined;
  if (!isRecord(value)) {
    const message = `Found ${show(value)}, expected a map that begins with "version: ${version}".`;
    reporter.add({ code: 'schema.value', at: source.rangeOf([]), message });
    return undefined;
  }
  const at = source.rangeOf(['version']);
  const found = value.version;
  if (found === undefined) {
    const top = source.rangeOf([]);
    const json = source.text.trimStart().startsWith('{');
    const fix = json ? {} : { fix: insertLineAbove({ ...top, line: 1 }, '', `version: ${version}`) };
    reporter.add({
      code: 'version.missing',
      at: { ...top, endLine: top.line, endColumn: top.column + 1 },
      message: `The version is missing, expected "version: ${version}".`,
      ...fix,
    });
    return value;
  }
  if (typeof found !== 'number' || !Number.isInteger(found) || found < 1) {
    const message = `version: found ${show(found)}, expected ${version}.`;
    reporter.add({ code: 'version.unknown', at, message, fix: replaceWith(at, String(version)) });
    return { ...value, version };
  }
  if (found > version) {
    const message = `This ${what} is written in version ${found}; this program reads versions up to ${version}.`;
    reporter.add({
      code: 'version.newer',
      at,
      message,
      suggestion: 'Update Loopwright, or write the file in the older version.',
    });
    return undefined;
  }
  return { ...upgrades.slice(found - 1, version - 1).reduce((older, upgrade) => upgrade(older), value), version };
}
