import { stringify } from 'yaml';
import { jsonSchemaOf, type ManifestKind, schemaRegistry } from '../src/core/workflow/schemaRegistry.ts';

/** The part of JSON Schema that the reference reads. */
interface Schema {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
}

/** Fields of every node, in the order of the schema, without those that only one kind has. */
interface NodeFields {
  readonly common: ReadonlyMap<string, Schema>;
  readonly kinds: readonly { readonly key: string; readonly own: ReadonlyMap<string, Schema> }[];
}

/** The reference as Markdown: every field of every manifest with its meaning and an example. */
export function workflowReference(): string {
  const workflow = jsonSchemaOf('workflow') as Schema;
  const { common, kinds } = nodeFields(workflow);
  const others = (Object.keys(schemaRegistry) as ManifestKind[]).filter((kind) => kind !== 'workflow');
  return [
    '## The workflow',
    '',
    ...fieldsOf(workflow, { root: workflow, prefix: '', level: 3 }),
    '## What a node does',
    '',
    'Exactly one of these keys, with the fields that belong to it.',
    '',
    ...kinds.flatMap(({ own }) =>
      [...own].flatMap(([name, schema]) =>
        field(name, schema, { root: workflow, prefix: '', level: 3, required: false }),
      ),
    ),
    '## What every node may say',
    '',
    ...[...common].flatMap(([name, schema]) =>
      field(name, schema, { root: workflow, prefix: '', level: 3, required: false }),
    ),
    '## Other manifests',
    '',
    ...others.flatMap((kind) => manifest(kind)),
  ].join('\n');
}

function manifest(kind: ManifestKind): string[] {
  const schema = jsonSchemaOf(kind) as Schema;
  const { files } = schemaRegistry[kind];
  return [
    `### ${kind}`,
    '',
    `Files: ${files.map((file) => `\`${file}\``).join(', ')}.`,
    '',
    ...fieldsOf(schema, { root: schema, prefix: '', level: 4 }),
  ];
}

function nodeFields(workflow: Schema): NodeFields {
  const kinds = (resolve({ $ref: '#/definitions/node' }, workflow).anyOf ?? []).map(
    ({ properties = {}, required = [] }) => ({
      key: required[0] ?? '',
      properties,
    }),
  );
  const names = kinds.map(({ properties }) => new Set(Object.keys(properties)));
  const isCommon = (name: string) => names.every((one) => one.has(name));
  const told = new Set<string>();
  const common = new Map(Object.entries(kinds[0]?.properties ?? {}).filter(([name]) => isCommon(name)));
  const own = kinds.map(({ key, properties }) => {
    const fresh = Object.entries(properties).filter(([name]) => !isCommon(name) && !told.has(name));
    for (const [name] of fresh) told.add(name);
    return { key, own: new Map(fresh) };
  });
  return { common, kinds: own };
}

interface Place {
  readonly root: Schema;
  readonly prefix: string;
  readonly level: number;
}

function fieldsOf({ properties = {}, required = [] }: Schema, place: Place): string[] {
  return Object.entries(properties).flatMap(([name, schema]) =>
    field(name, schema, { ...place, required: required.includes(name) }),
  );
}

/** A field with its example, and the fields inside it. */
function field(
  name: string,
  written: Schema,
  { root, prefix, level, required }: Place & { readonly required: boolean },
): string[] {
  const schema = resolve(written, root);
  const { description, examples = [] } = { ...schema, ...(written.description ? written : {}) };
  if (description === undefined || examples.length === 0)
    throw new Error(`${prefix}${name} has no description or no example`);
  const title = `${'#'.repeat(level)} \`${prefix}${name}\`${required ? ' (required)' : ''}`;
  const blocks = examples.map((example) => stringify({ [name]: example }, { lineWidth: 100 }).trimEnd());
  const inner = objectsIn(schema).flatMap((one) =>
    fieldsOf(one, { root, prefix: `${prefix}${name}.`, level: Math.min(5, level + 1) }),
  );
  return [title, '', description, '', '```yaml', blocks.join('\n# or\n'), '```', '', ...inner];
}

/** The maps with named fields that a field may be; maps from names to maps are looked into as well. */
function objectsIn(schema: Schema): Schema[] {
  const own = [schema, ...(schema.anyOf ?? [])].filter(({ properties }) => properties);
  const values = schema.additionalProperties;
  const entries =
    typeof values === 'object' ? [values, ...(values.anyOf ?? [])].filter(({ properties }) => properties) : [];
  return [...own, ...entries];
}

/** What a reference leads to; lazy schemas are references to references. */
function resolve(schema: Schema, root: Schema): Schema {
  let at = schema;
  for (let next = refOf(at); next !== undefined; next = refOf(at)) {
    const target = root.definitions?.[next.replace('#/definitions/', '')] ?? {};
    at = { ...target, ...(at.description === undefined ? {} : { description: at.description }) };
  }
  return at;
}

function refOf({ $ref, allOf }: Schema): string | undefined {
  return $ref ?? allOf?.[0]?.$ref;
}
