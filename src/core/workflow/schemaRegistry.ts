import * as z from 'zod';
import { type Problem, sortProblems } from '../manifest/problem.ts';
import { Reporter } from '../manifest/reporter.ts';
import { checkShape } from '../manifest/schemaProblems.ts';
import { readYaml } from '../manifest/yamlSource.ts';
import { checkVersion, type VersionRule } from './checkVersion.ts';
import { workflowVersion } from './definition.ts';
import { checkHooks, hooksVersion } from './hooksManifest.ts';
import { hooksSchema } from './hooksSchema.ts';
import { agentsSchema, memorySchema, toolsSchema } from './manifestSchemas.ts';
import { checkSecurity, securityVersion } from './securityManifest.ts';
import { securitySchema } from './securitySchema.ts';
import { workflowSchema } from './sourceSchema.ts';

/** A kind of file that people write. */
export type ManifestKind = 'workflow' | 'agents' | 'tools' | 'memory' | 'security' | 'hooks';

/** What is known of a kind of manifest: its version, where its files lie, its schema. */
export interface ManifestEntry extends VersionRule {
  /** Globs in a workspace. */
  readonly files: readonly string[];
  readonly schema: z.ZodType;
  /** Reports what the schema cannot say. The value fits the schema. */
  readonly check?: (value: unknown, reporter: Reporter) => void;
}

/** Every kind of manifest. A new version adds a step to `upgrades`, and files of the older ones go on being read. */
export const schemaRegistry: Readonly<Record<ManifestKind, ManifestEntry>> = {
  workflow: entry('workflow', workflowSchema, ['.loopwright/workflows/*'], workflowVersion),
  agents: entry('agents manifest', agentsSchema, ['.loopwright/agents', '.loopwright/agents/*']),
  tools: entry('tools manifest', toolsSchema, ['.loopwright/tools']),
  memory: entry('memory manifest', memorySchema, ['.loopwright/memory']),
  security: {
    ...entry(securityVersion.what, securitySchema, ['.loopwright/security']),
    ...securityVersion,
    check: (value, reporter) => checkSecurity(value, reporter, 'workspace'),
  },
  hooks: {
    ...entry(hooksVersion.what, hooksSchema, ['.loopwright/hooks']),
    ...hooksVersion,
    check: (value, reporter) => checkHooks(value, reporter, 'workspace'),
  },
};

function entry(what: string, schema: z.ZodType, places: readonly string[], version = 1): ManifestEntry {
  const files = places.flatMap((place) => ['yaml', 'yml', 'json'].map((ending) => `${place}.${ending}`));
  return { what, version, upgrades: [], files, schema };
}

/** The JSON Schema of a kind, draft 7, as editors read it. */
export function jsonSchemaOf(kind: ManifestKind): Record<string, unknown> {
  return z.toJSONSchema(schemaRegistry[kind].schema, { target: 'draft-7', io: 'input' }) as Record<string, unknown>;
}

/** The kind of a manifest by its path in the workspace, with `/` between folders; undefined for other files. */
export function manifestKindOf(path: string): ManifestKind | undefined {
  const kinds = Object.keys(schemaRegistry) as ManifestKind[];
  return kinds.find((kind) => schemaRegistry[kind].files.some((glob) => matches(glob, path)));
}

function matches(glob: string, path: string): boolean {
  const [before = '', after] = glob.split('*');
  if (after === undefined) return path === glob;
  const middle = path.slice(before.length, path.length - after.length);
  return path.startsWith(before) && path.endsWith(after) && middle !== '' && !middle.includes('/');
}

/** A manifest that is no workflow, as it was written, or everything that is wrong with it. Never throws. */
export function parseManifest(
  text: string,
  file: string,
  kind: Exclude<ManifestKind, 'workflow'>,
): { readonly value: unknown; readonly problems: readonly Problem[] } {
  const rule = schemaRegistry[kind];
  const reporter = new Reporter(readYaml(text, file));
  const value = checkVersion(reporter, rule);
  const subject = { value: { version: rule.version, ...value }, path: [], label: `the ${rule.what}` };
  if (value !== undefined && checkShape(rule.schema, subject, reporter)) rule.check?.(value, reporter);
  return { value: reporter.failed ? undefined : value, problems: sortProblems(reporter.problems) };
}
