import { CodedError, isAbort, messageOf } from '../../base/errors.ts';

/** What is known of a server for a sentence, and what must not stand in one. */
export interface ServerName {
  /** `host:port/database`, without credentials. */
  readonly place: string;
  readonly password: string | undefined;
}

/** SQLSTATE classes, https://www.postgresql.org/docs/current/errcodes-appendix.html: the server is away, or sends us away. */
const awayClasses = ['08', '53', '57'];
/** Statement cancelled by a time limit: the server is there. */
const timedOut = '57014';
const noDatabase = '3D000';
const unauthorized = ['28000', '28P01', '42501'];
const damagedClass = 'XX';

/**
 * The failure of a query or connection as an operational one: `store.unauthorized`, `store.unreachable`,
 * `store.unreadable`, or `store.failed`. An abort and what is coded already pass through. The driver's own error is not
 * kept as the cause: it carries the connection, whose settings hold the password, and values of the query.
 */
export function toStoreError(error: unknown, { place, password }: ServerName): Error {
  if (error instanceof CodedError) return error;
  if (isAbort(error) && error instanceof Error) return error;
  const state = sqlState(error);
  const said = withoutSecret(reasonOf(error), password);
  const details = state === undefined ? {} : { sqlState: state };
  if (unauthorized.includes(state ?? '') || /^SASL:/.test(said)) {
    return new CodedError('store.unauthorized', `The store at ${place} refused access: ${said}.`, {
      hint: 'Check user, password and rights of the address in LOOPWRIGHT_STORE or store.json.',
      details,
    });
  }
  if (state?.startsWith(damagedClass)) {
    return new CodedError('store.unreadable', `The store at ${place} is damaged: ${said}.`, { details });
  }
  const isAway = state === undefined || state === noDatabase || awayClasses.includes(state.slice(0, 2));
  if (isAway && state !== timedOut) {
    return new CodedError('store.unreachable', `The store at ${place} cannot be reached: ${said}.`, {
      hint: 'Check that the server runs and that its address is right. Nothing was lost that had been stored.',
      details,
    });
  }
  return new CodedError('store.failed', `The store at ${place} failed: ${said}.`, { details });
}

/** A five-character SQLSTATE. Codes of the system, such as EPIPE, are of five letters too: the driver's errors have a severity. */
function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error && 'severity' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Several addresses of one host fail together, with an empty sentence of their own. */
function reasonOf(error: unknown): string {
  const sentence = error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : messageOf(error);
  return sentence.replace(/[.\s]+$/, '');
}

function withoutSecret(text: string, password: string | undefined): string {
  return password ? text.replaceAll(password, '…') : text;
}
