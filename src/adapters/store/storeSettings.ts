import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CodedError, messageOf } from '../../base/errors.ts';

/** How long runs are kept when `loopwright gc` is not told otherwise. Undefined in both: for ever. */
export interface Retention {
  readonly olderThanDays: number | undefined;
  /** The newest runs that stay, however old they are. */
  readonly keep: number | undefined;
}

/** The person's choice of a store: from LOOPWRIGHT_STORE or the data folder, never from a workspace. */
export interface StoreSettings {
  /** `postgres://…`, with credentials; undefined for the store that needs no setting up. Never shown. */
  readonly url: string | undefined;
  /** The name under which a shared database keeps the runs; undefined for one of this data folder's own. */
  readonly workspace: string | undefined;
  readonly retention: Retention;
}

/** What holds when nothing was chosen. */
export const noStoreSettings: StoreSettings = {
  url: undefined,
  workspace: undefined,
  retention: { olderThanDays: undefined, keep: undefined },
};

const file = 'store.json';
const keys: readonly string[] = ['url', 'workspace', 'retention', 'olderThanDays', 'keep'];

/** The settings of a data folder, the environment before the file. Throws `store.badSettings`, which quotes no value. */
export function readStoreSettings(
  dataFolder: string,
  env: Readonly<Record<string, string | undefined>>,
): StoreSettings {
  const place = path.join(dataFolder, file);
  const found = readObject(place);
  const retention = 'retention' in found ? found.retention : {};
  if (!isObject(retention)) throw badSettings(`"retention" in ${place} is not an object.`);
  for (const key of [...Object.keys(found), ...Object.keys(retention)])
    if (!keys.includes(key)) throw badSettings(`${place} has an unknown setting ${JSON.stringify(key)}.`);
  return {
    url: storeUrl(env.LOOPWRIGHT_STORE || textOf(found, 'url', place)),
    workspace: workspaceName(env.LOOPWRIGHT_STORE_WORKSPACE || textOf(found, 'workspace', place)),
    retention: {
      olderThanDays: numberOf(retention, 'olderThanDays', place),
      keep: numberOf(retention, 'keep', place),
    },
  };
}

/** The password in a store's address, for the redactor; undefined when there is none. */
export function storePassword(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { password, searchParams } = new URL(url);
  return searchParams.get('password') || decoded(password) || undefined;
}

/** The name of a workspace that was given none: made once and kept beside its runs, so that no two folders share runs by accident. */
export function ownWorkspaceName(folder: string): string {
  const place = path.join(folder, 'store-workspace');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(place, `${path.basename(folder)}-${randomUUID()}`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    // It was made before, or another process was quicker: its name counts.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(place, 'utf8').trim();
}

function readObject(place: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(place, 'utf8');
  } catch (error) {
    // A data folder that cannot be one is told by whoever opens it.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return {};
    throw badSettings(`${place} cannot be read: ${messageOf(error)}`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // The parser's own sentence quotes the text, which may hold a password.
    throw badSettings(`${place} is not JSON.`);
  }
  throw badSettings(`${place} does not hold a JSON object.`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(found: Readonly<Record<string, unknown>>, key: string, place: string): string | undefined {
  const value = found[key];
  if (value === undefined || typeof value === 'string') return value || undefined;
  throw badSettings(`"${key}" in ${place} is not a text.`);
}

function numberOf(found: Readonly<Record<string, unknown>>, key: string, place: string): number | undefined {
  const value = found[key];
  if (value === undefined || (typeof value === 'number' && Number.isFinite(value) && value >= 0)) return value;
  throw badSettings(`"${key}" in ${place} is not a number of at least 0.`);
}

function storeUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (/^postgres(ql)?:\/\//.test(text) && (URL.canParse(text) || text.includes('@/'))) return text;
  throw badSettings('The address of the store is not of the form postgres://user:password@host:port/database.');
}

function workspaceName(text: string | undefined): string | undefined {
  if (text === undefined || /^[\w.@/:-]{1,200}$/.test(text)) return text;
  throw badSettings('The name of a workspace in a store has 1 to 200 letters, digits and . _ - @ / : signs.');
}

function badSettings(message: string): CodedError {
  return new CodedError('store.badSettings', message, {
    hint: 'See docs/stores.md: LOOPWRIGHT_STORE, or "url" in store.json of the data folder.',
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
