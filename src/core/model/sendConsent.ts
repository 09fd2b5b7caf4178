import { CodedError } from '../../base/errors.ts';
import { checkedBaseUrl } from './modelRef.ts';
import { isLoopback } from './modelVendor.ts';

/** That the person agreed to send code to an endpoint, and when (ms since 1970). */
export interface SendConsent {
  /** Scheme, host and port, as in `https://api.anthropic.com`; `vscode:VENDOR` for models of the editor. */
  readonly endpoint: string;
  readonly agreedMs: number;
}

/**
 * Port: where the person's agreements are kept.
 *
 * Contract: a record that cannot be read throws `model.badRecord`; it is never taken for an agreement. `add` of an endpoint
 * that is there changes nothing; `remove` says whether it was there.
 */
export interface SendConsents {
  list(signal: AbortSignal): Promise<readonly SendConsent[]>;
  add(endpoint: string, signal: AbortSignal): Promise<void>;
  remove(endpoint: string, signal: AbortSignal): Promise<boolean>;
}

/** Where a run would send code: the model, and the endpoint, undefined when nothing leaves this machine by itself. */
export interface SendTarget {
  readonly ref: string;
  readonly endpoint: string | undefined;
}

/** True for an endpoint that the person has to agree to: all but this machine's own addresses. */
export function needsConsent(endpoint: string | undefined): endpoint is string {
  const url = endpoint === undefined ? null : URL.parse(endpoint);
  return endpoint !== undefined && !(url && isLoopback(url.hostname));
}

/** Whether code may go to the endpoint: it needs no agreement, is named in `agreed`, or was agreed to earlier. */
export async function isAgreed(
  endpoint: string | undefined,
  known: { readonly consents: SendConsents; readonly agreed: readonly string[] },
  signal: AbortSignal,
): Promise<boolean> {
  if (!needsConsent(endpoint) || known.agreed.some((text) => endpointOf(text) === endpoint)) return true;
  return (await known.consents.list(signal)).some((consent) => consent.endpoint === endpoint);
}

/** Throws `model.notAgreed`, with the command that agrees, unless code may go to the endpoint. */
export async function requireConsent(
  target: SendTarget,
  known: { readonly consents: SendConsents; readonly agreed: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  if (await isAgreed(target.endpoint, known, signal)) return;
  throw notAgreed(target);
}

/** The error for code that nobody agreed to send. */
export function notAgreed({ ref, endpoint = '' }: SendTarget): CodedError {
  return new CodedError('model.notAgreed', `Nobody has agreed yet to send code to ${endpoint}, which ${ref} needs.`, {
    hint: `Agree once with: loopwright models allow ${endpoint}\nFor one run, as in CI: --yes-send-to ${endpoint}`,
    details: { endpoint, model: ref },
  });
}

/**
 * The endpoint that a person names: an address, of which scheme, host and port count, a host alone, which means https, or
 * `vscode:VENDOR` for a vendor's models in VS Code.
 * Throws `model.badRef` for anything else, and for plain http outside this machine and private networks.
 */
export function endpointOf(text: string): string {
  const trimmed = text.trim();
  // Models of the editor: who answers is the vendor, and no address is known.
  if (/^vscode:[^\s:/?#]+$/.test(trimmed)) return trimmed;
  const url = new URL(checkedBaseUrl(/^[a-z][\w+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`));
  // URLs allow more, such as a star, which would look like an agreement to every host.
  if (/^([a-z0-9-]+\.)*[a-z0-9-]+\.?$|^\[[0-9a-f:.]+\]$/.test(url.hostname)) return url.origin;
  throw new CodedError('model.badRef', `${JSON.stringify(trimmed.slice(0, 100))} names no host.`, {
    hint: 'Name one address, for example https://api.anthropic.com',
  });
}
