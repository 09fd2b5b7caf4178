import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Four characters for a secret that was taken out of a text: the same for the same secret, in every run of this data folder, and of
 * no use to whoever does not have the key, which is made at the first secret and stays in the data folder.
 */
export function createSecretMark(dataFolder: () => string): (value: string) => string {
  let key: Buffer | undefined;
  return (value) => {
    key ??= readKey(dataFolder());
    return createHmac('sha256', key).update(value).digest('hex').slice(0, 4);
  };
}

/** Where the folder cannot be written the key is good for this process only. */
function readKey(folder: string): Buffer {
  const file = path.join(folder, 'redaction.key');
  const made = randomBytes(32);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(file, made, { mode: 0o600, flag: 'wx' });
    return made;
  } catch {
    return readExisting(file) ?? made;
  }
}

function readExisting(file: string): Buffer | undefined {
  try {
    const key = readFileSync(file);
    return key.length === 32 ? key : undefined;
  } catch {
    return undefined;
  }
}
