import { CodedError } from '../base/errors.ts';

/** Where a run's spans are sent while it goes on. */
export interface OtlpSettings {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The collector that the person asked for: by address, or by OpenTelemetry's own variables when `LOOPWRIGHT_OTLP=1` says
 * that they are meant for us too; many people have them set for the programs they work on. Undefined: nothing is sent.
 */
export function otlpSettings(
  endpoint: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): OtlpSettings | undefined {
  const headers = parseHeaders(env.OTEL_EXPORTER_OTLP_TRACES_HEADERS ?? env.OTEL_EXPORTER_OTLP_HEADERS ?? '');
  // Headers hold keys for the endpoint they were set with, so an address given by hand gets none unless they are meant.
  const meant = env.LOOPWRIGHT_OTLP === '1';
  if (endpoint !== undefined) return { url: tracesUrl(endpoint, false), headers: meant ? headers : {} };
  if (!meant) return undefined;
  const own = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  if (own) return { url: tracesUrl(own, true), headers };
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  return base ? { url: tracesUrl(base, false), headers } : undefined;
}

/** OTLP's rule: a general endpoint gets `v1/traces`, one of the signal itself is taken as it is. */
function tracesUrl(text: string, whole: boolean): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new CodedError('usage.badEndpoint', `${JSON.stringify(text)} is not an address of a collector.`, {
      hint: 'For example: --otlp-endpoint http://127.0.0.1:4318',
    });
  }
  if (!whole && !url.pathname.endsWith('/v1/traces')) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`;
  return url.href;
}

/** `key=value,key=value`, values percent-encoded, as the specification has it; what does not parse is left out. */
function parseHeaders(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').flatMap((pair): [string, string][] => {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, at)).trim().toLowerCase();
    return /^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) ? [[name, decode(pair.slice(at + 1).trim())]] : [];
  });
  return Object.fromEntries(pairs.filter(([, value]) => /^[\x20-\x7e]*$/.test(value)));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
