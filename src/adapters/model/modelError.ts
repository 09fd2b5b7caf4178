import { abortError } from '../../base/abort.ts';
import { CodedError, isAbort, messageOf } from '../../base/errors.ts';
import type { ReplyWatch } from './modelFetch.ts';

/** What is needed to turn an SDK's error into one of the port's. */
export interface ModelErrorContext {
  /** As shown: `Anthropic`, `OpenAI`, or the server's host. */
  readonly provider: string;
  readonly model: string;
  /** Texts that must not appear in any error. */
  readonly secrets: readonly string[];
  readonly watch: ReplyWatch;
  readonly signal: AbortSignal;
}

/** The parts of an error answer that decide its meaning. */
interface ApiFailure {
  readonly status: number | undefined;
  /** `type` and `code` of the body, joined by a blank, in lower case. */
  readonly kind: string;
  readonly message: string;
  readonly retryAfterMs: number | undefined;
}

/**
 * The port's error for whatever an SDK threw. Neither headers nor the SDK's own error are kept: the message is cleaned of
 * keys, and the cause is a plain Error with that message, so that printing the chain shows no secret.
 */
export function toModelError(error: unknown, context: ModelErrorContext): Error {
  if (context.signal.aborted) return abortError(context.signal);
  const coded = codedWithin(error);
  if (coded) return coded;
  if (isApiError(error)) return apiError(readFailure(error, context), context);
  const cause = new Error(withoutSecrets(innermostMessage(error), context.secrets));
  if (!context.watch.started && !isConnection(error)) return unreadable(context, cause);
  if (error instanceof SyntaxError && !context.watch.endedInEvent) return unreadable(context, cause);
  if (context.watch.started) return truncated(context, cause);
  return connectionError(codeWithin(error), context, cause);
}

/** The port's error for an answer with an error status, or an error in the middle of a stream (`status` undefined). */
export function failedAnswer(
  answer: { readonly status: number | undefined; readonly headers: Headers | undefined; readonly body: unknown },
  context: ModelErrorContext,
): CodedError {
  return apiError(readFailure({ ...answer, error: answer.body }, context), context);
}

/** The error for a stream that ended early. */
export function truncated(context: { readonly provider: string; readonly model: string }, cause?: Error): CodedError {
  return new CodedError('model.truncated', `The reply of ${context.provider} broke off.`, {
    details: { model: context.model },
    cause,
  });
}

/** The error for an answer that is not in the form of its interface. */
export function unreadable(context: { readonly provider: string; readonly model: string }, cause?: Error): CodedError {
  return new CodedError('model.badReply', `${context.provider} answered something that cannot be read.`, {
    details: { model: context.model },
    cause,
  });
}

/** The error for a model that declines. `reason` is the provider's word for why, when it gives one. */
export function refused(context: ModelErrorContext, reason: string): CodedError {
  return new CodedError('model.refused', `${context.provider} declined this request.`, {
    hint: 'Try another model, or another wording of the task.',
    details: { model: context.model, reason: withoutSecrets(reason, context.secrets).slice(0, 500) },
  });
}

/** The text with keys replaced: the given ones, and whatever looks like one. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) if (secret.length > 3) clean = clean.replaceAll(secret, '[key]');
  return clean.replace(/\b(sk-|AIza)[-_A-Za-z0-9*.]{8,}/g, '[key]').replace(/\bBearer\s+\S+/gi, 'Bearer [key]');
}

function apiError(failure: ApiFailure, context: ModelErrorContext): CodedError {
  const [code, hint] = meaningOf(failure);
  const status = failure.status === undefined ? '' : ` (${failure.status})`;
  const said = failure.message === '' ? 'no message' : failure.message;
  return new CodedError(code, `${context.provider} answered${status}: ${said}`, {
    ...(hint === undefined ? {} : { hint }),
    details: {
      model: context.model,
      ...(failure.status === undefined ? {} : { status: failure.status }),
      ...(failure.kind === '' ? {} : { kind: failure.kind }),
      ...(failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs }),
    },
  });
}

/** Why Node trusts no certificate of a server, by its error codes. */
const certificateProblems: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it has signed its certificate itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that this machine does not know',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate comes from an authority that this machine does not know',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an authority that this machine does not know',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'it does not send the certificate of its authority',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

const connectionProblems: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  ECONNREFUSED: ['nothing listens there', 'Start the server, or correct the base URL.'],
  ENOTFOUND: ['there is no host of that name', 'Check the base URL and the network connection.'],
  EAI_AGAIN: ['its name cannot be looked up', 'Check the network connection.'],
  ERR_SSL_WRONG_VERSION_NUMBER: ['it does not speak TLS', 'Write http:// for a server of your own without TLS.'],
  EPROTO: ['it does not speak TLS', 'Write http:// for a server of your own without TLS.'],
};

function connectionError(code: string, context: ModelErrorContext, cause: Error): CodedError {
  const details = { model: context.model, ...(code === '' ? {} : { reason: code }) };
  const untrusted = Object.hasOwn(certificateProblems, code) ? certificateProblems[code] : undefined;
  if (untrusted !== undefined)
    return new CodedError('model.untrusted', `${context.provider} is not trusted: ${untrusted}. Nothing was sent.`, {
      hint: 'For a server or proxy of your own, name the file of its certificate authority in NODE_EXTRA_CA_CERTS.',
      details,
      cause,
    });
  const known = Object.hasOwn(connectionProblems, code) ? connectionProblems[code] : undefined;
  const [why, hint] = known ?? ['', 'Check the network connection and the base URL.'];
  const sentence = `${context.provider} cannot be reached${why === '' ? '' : `: ${why}`}.`;
  return new CodedError('model.unreachable', sentence, { hint, details, cause });
}

/** The system's or TLS's code of the innermost error that has one. */
function codeWithin(error: unknown): string {
  const codes = causes(error).flatMap((link) =>
    link instanceof Error && 'code' in link && typeof link.code === 'string' ? [link.code] : [],
  );
  return codes.at(-1) ?? '';
}

const keyHint = 'Check the key and what it is allowed to use.';
const noCredit = /credit balance is too low|insufficient_quota/i;
const tooLong =
  /prompt is too long|context.{0,20}(length|window|limit|size)|maximum context|too many (input )?tokens|exceed_context_size/i;

/** First the meanings that several statuses share, then the status alone. */
function meaningOf({ status, kind, message }: ApiFailure): [code: string, hint?: string] {
  if (/insufficient_quota|billing/.test(kind) || status === 402 || noCredit.test(message))
    return ['model.unauthorized', 'The account has no credit left: waiting does not help.'];
  if (/context_length|request_too_large|exceed_context/.test(kind) || status === 413 || tooLong.test(message))
    return ['model.contextTooLong', 'Give the model less to read, or take one with a larger context window.'];
  if (/content_filter|content_policy/.test(kind)) return ['model.refused'];
  if (status === 401 || status === 403 || /authentication|permission|invalid_api_key/.test(kind))
    return ['model.unauthorized', keyHint];
  if (status === 429 || /rate_limit/.test(kind)) return ['model.rateLimited', 'Wait, or lower the number of agents.'];
  if (status === 408 || status === 504 || /timeout/.test(kind)) return ['model.timeout'];
  if (status === 404 || /not_found/.test(kind))
    return ['model.badRequest', 'Check the name of the model and the base URL.'];
  if (status === undefined ? !/invalid_request/.test(kind) : status >= 500) return ['model.overloaded', 'Try again.'];
  return ['model.badRequest'];
}

function readFailure(error: ApiErrorLike, context: ModelErrorContext): ApiFailure {
  const body = errorBody(error.error);
  const numeric = typeof body.code === 'number' ? body.code : undefined;
  const kind = [body.type, body.code, body.status].filter((item) => typeof item === 'string').join(' ');
  const message = typeof body.message === 'string' ? body.message : '';
  return {
    status: error.status ?? numeric,
    kind: withoutSecrets(kind, context.secrets).toLowerCase().slice(0, 200),
    message: withoutSecrets(message, context.secrets).slice(0, 1000),
    retryAfterMs: retryAfterMs(error.headers),
  };
}

/** The innermost object of `{error: …}`; servers put a text there, or even JSON as text. */
function errorBody(value: unknown, depth = 0): Readonly<Record<string, unknown>> {
  if (typeof value === 'string') {
    const inner = depth > 4 ? undefined : parsed(value);
    return typeof inner === 'object' ? errorBody(inner, depth + 1) : { message: value };
  }
  const outer = record(value);
  const isWrapped = depth <= 4 && (typeof outer.error === 'string' || Object.keys(record(outer.error)).length > 0);
  return isWrapped ? errorBody(outer.error, depth + 1) : outer;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the server asks to wait: `retry-after-ms`, or `retry-after` as seconds or a date. At most an hour. */
function retryAfterMs(headers: Headers | undefined): number | undefined {
  const exact = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  const after = headers?.get('retry-after') ?? '';
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(after) ? Number.parseFloat(after) * 1000 : Date.parse(after) - Date.now();
  const ms = Number.isFinite(exact) ? exact : seconds;
  return Number.isFinite(ms) ? Math.min(3_600_000, Math.max(0, Math.round(ms))) : undefined;
}

interface ApiErrorLike {
  readonly status: number | undefined;
  readonly headers: Headers | undefined;
  readonly error: unknown;
}

/** Both SDKs give their errors these three; a connection error has no `error` body and no status. */
function isApiError(error: unknown): error is ApiErrorLike {
  if (!(error instanceof Error) || !('status' in error) || !('error' in error)) return false;
  return typeof error.status === 'number' || (typeof error.error === 'object' && error.error !== null);
}

function codedWithin(error: unknown): CodedError | undefined {
  return causes(error).find((link) => link instanceof CodedError);
}

function isConnection(error: unknown): boolean {
  return causes(error).some(
    (link) => isAbort(link) || (link instanceof TypeError && /fetch failed/.test(link.message)),
  );
}

function innermostMessage(error: unknown): string {
  const last = causes(error).at(-1);
  const code = last instanceof Error && 'code' in last && typeof last.code === 'string' ? `${last.code} ` : '';
  return code + messageOf(last ?? error);
}

/** The error and what caused it, outermost first; bounded, in case a chain bites its tail. */
function causes(error: unknown): unknown[] {
  const chain: unknown[] = [error];
  for (let link = error; link instanceof Error && link.cause !== undefined && chain.length < 10; ) {
    link = link.cause;
    chain.push(link);
  }
  return chain;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
