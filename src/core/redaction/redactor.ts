import { findWritten } from './escapedText.ts';
import { createSecretFinder } from './findSecrets.ts';
import type { TokenShape } from './tokenShapes.ts';

// Not AUTHOR: the name of a person would be taken out of every text.
const secretName = /(TOKEN|KEY|SECRET|PASSWORD|PASSWD|CREDENTIAL|AUTH(?!OR))/i;
const minLength = 8;

/** A value that must never be stored or shown, and the name put in its place. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

/** What tells two secrets of the same kind apart where they were taken out. */
export interface RedactorOptions {
  /** Shapes of the person's own, tried before the known ones; asked for with the first text. */
  readonly shapes?: () => readonly TokenShape[];
  /**
   * A few characters that are the same for the same secret and say nothing about it, which needs a key that stays on this machine.
   * Absent: secrets of a kind look the same.
   */
  readonly mark?: (value: string) => string;
}

/** Takes the secrets out of a text. */
export interface Redactor {
  /** The text with `[redacted:NAME]` in place of each. */
  (text: string): string;
  /** The last place of a text, not behind `end`, where a cut goes through no known secret, be it whole or only begun at the text's end. */
  uncut(text: string, end: number): number;
}

/** The secrets of an environment: variables whose name says so and whose value has at least eight characters. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): readonly Secret[] {
  const found: Secret[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && value.length >= minLength && secretName.test(name)) found.push({ name, value });
  }
  return found;
}

/**
 * A function that replaces each secret by `[redacted:NAME]`, with a mark behind the name where one is asked for: the known values
 * first, longest first, then whatever looks like a secret.
 */
export function createRedactor(
  secrets: () => readonly Secret[],
  { shapes = () => [], mark }: RedactorOptions = {},
): Redactor {
  let find: ReturnType<typeof createSecretFinder> | undefined;
  const forms = new Map<string, ReadonlySet<string>>();
  const known = () => secrets().filter(({ value }) => value !== '');
  const allForms = (value: string) => forms.get(value) ?? remember(forms, value);
  const redact = (text: string): string => {
    let clean = text;
    for (const { name, value } of known().sort((a, b) => b.value.length - a.value.length))
      for (const form of allForms(value))
        if (clean.includes(form)) clean = clean.replaceAll(form, () => `[redacted:${name}]`);
    find ??= createSecretFinder(shapes());
    const found = findWritten(clean, find);
    if (found.length === 0) return clean;
    const parts: string[] = [];
    let from = 0;
    for (const { start, end, name, value } of found) {
      parts.push(clean.slice(from, start), `[redacted:${name}${mark ? ` ${mark(value)}` : ''}]`);
      from = end;
    }
    parts.push(clean.slice(from));
    return parts.join('');
  };
  const uncut = (text: string, end: number): number => {
    const all = known().flatMap(({ value }) => [...allForms(value)]);
    return Math.min(end, ...all.map((form) => beginningOf(form, text, end)));
  };
  return Object.assign(redact, { uncut });
}

/** Where `form` begins that reaches over `end`, or that the text breaks off within; `end` when there is none. */
function beginningOf(form: string, text: string, end: number): number {
  const first = form.charAt(0);
  for (let at = text.indexOf(first, end - form.length + 1); at >= 0 && at < end; at = text.indexOf(first, at + 1))
    if (text.startsWith(form, at) || form.startsWith(text.slice(at))) return at;
  return end;
}

function remember(forms: Map<string, ReadonlySet<string>>, value: string): ReadonlySet<string> {
  const found = formsOf(value);
  forms.set(value, found);
  return found;
}

/** A value as it stands in texts: itself, within JSON, in an address, and in base64 where it is long enough to be told from others. */
function formsOf(value: string): ReadonlySet<string> {
  const forms = new Set([value, JSON.stringify(value).slice(1, -1)]);
  if (value.length < minLength) return forms;
  forms.add(encodeURIComponent(value));
  const bytes = new TextEncoder().encode(value);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  forms.add(btoa(binary));
  return forms;
}

/** The name of the first known secret that a text holds, or undefined. */
export function findSecret(text: string, secrets: readonly Secret[]): string | undefined {
  return secrets.find(({ value }) => value !== '' && text.includes(value))?.name;
}
