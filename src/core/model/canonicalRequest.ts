import type { ContentPart, ModelRequest } from './modelProvider.ts';

/**
 * The one JSON text of a request: keys sorted, undefined left out, no white space. Equal requests give equal text on
 * every machine, so its SHA-256 names the recorded reply. A tool call's `input` is left out: `inputText` decides it.
 */
export function canonicalRequest(request: ModelRequest): string {
  return canonicalJson({
    system: request.system,
    messages: request.messages.map((message) => ({ role: message.role, content: message.content.map(canonicalPart) })),
    tools: request.tools,
    maxOutputTokens: request.maxOutputTokens,
    temperature: request.temperature,
    seed: request.seed,
    effort: request.effort,
    responseSchema: request.responseSchema,
  });
}

/** JSON with object keys in code-unit order at every depth, undefined members left out. Expects JSON data. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

function canonicalPart(part: ContentPart): unknown {
  if (part.type !== 'toolCall') return part;
  const { input: _decidedByText, ...rest } = part;
  return rest;
}
