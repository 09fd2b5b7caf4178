// Not AUTHOR: the name of a person would be taken out of every text.
const secretName = /(TOKEN|KEY|SECRET|PASSWORD|PASSWD|CREDENTIAL|AUTH(?!OR))/i;
const minLength = 8;

/** Known shapes of keys, so that one we were never told of is caught as well. */
const shapes: readonly (readonly [string, RegExp])[] = [
  ['anthropic-key', /\bsk-ant-[A-Za-z0-9_-]{20,}/g],
  ['openai-key', /\bsk-(?:proj-)?[A-Za-z0-9_-]{32,}/g],
  ['github-token', /\bgh[pousr]_[A-Za-z0-9]{36,}/g],
  ['aws-key-id', /\bAKIA[0-9A-Z]{16}\b/g],
  ['private-key', /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g],
];

/** A value that must never be stored or shown, and the name put in its place. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

/** The secrets of an environment: variables whose name says so and whose value has at least eight characters. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): readonly Secret[] {
  const found: Secret[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && value.length >= minLength && secretName.test(name)) found.push({ name, value });
  }
  return found;
}

/** A function that replaces each secret by `[redacted:NAME]`: the known values first, longest first, then known shapes. */
export function createRedactor(secrets: () => readonly Secret[]): (text: string) => string {
  return (text) => {
    let clean = text;
    const known = secrets().filter(({ value }) => value !== '');
    for (const { name, value } of known.sort((a, b) => b.value.length - a.value.length)) {
      if (clean.includes(value)) clean = clean.replaceAll(value, `[redacted:${name}]`);
      // The same value as it stands inside a JSON text.
      const escaped = JSON.stringify(value).slice(1, -1);
      if (escaped !== value && clean.includes(escaped)) clean = clean.replaceAll(escaped, `[redacted:${name}]`);
    }
    for (const [name, shape] of shapes) clean = clean.replace(shape, `[redacted:${name}]`);
    return clean;
  };
}

/** The name of the first known secret that a text holds, or undefined. */
export function findSecret(text: string, secrets: readonly Secret[]): string | undefined {
  return secrets.find(({ value }) => value !== '' && text.includes(value))?.name;
}
