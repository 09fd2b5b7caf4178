type JsonSchema = Readonly<Record<string, unknown>>;

/** Keywords that OpenAI's strict form knows, apart from those that hold schemas (its guide "Structured Outputs", 2026-11). */
const knownKeywords: ReadonlySet<string> = new Set([
  ...['type', 'title', 'description', 'enum', 'const', '$ref', 'required', 'additionalProperties', 'pattern', 'format'],
  ...['multipleOf', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minItems', 'maxItems'],
]);

/**
 * Whether OpenAI's strict form takes a JSON Schema: an object that requires all of its properties and is closed, at every depth,
 * in keywords that it knows. A schema that is called strict and is not is refused; sent without that word, it guides the reply.
 */
export function isStrictSchema(schema: unknown): boolean {
  return isObject(schema) && schema.type === 'object' && isStrict(schema);
}

function isStrict(schema: unknown): boolean {
  if (!isObject(schema) || !('type' in schema || 'anyOf' in schema || '$ref' in schema)) return false;
  const { type, properties = {}, required = [], additionalProperties, items } = schema;
  if (type === 'object' || 'properties' in schema) {
    if (!isObject(properties) || !Array.isArray(required) || additionalProperties !== false) return false;
    if (!Object.keys(properties).every((name) => required.includes(name))) return false;
  }
  if (type === 'array' && items === undefined) return false;
  return Object.entries(schema).every(([keyword, value]) => {
    if (keyword === 'items') return isStrict(value);
    if (keyword === 'anyOf') return Array.isArray(value) && value.every(isStrict);
    if (keyword === 'properties' || keyword === '$defs') return isObject(value) && Object.values(value).every(isStrict);
    return knownKeywords.has(keyword);
  });
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
