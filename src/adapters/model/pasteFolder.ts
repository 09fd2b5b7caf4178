import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { abortError, throwIfAborted } from '../../base/abort.ts';
import { CodedError } from '../../base/errors.ts';
import type { PasteDesk } from '../../core/model/pasteDesk.ts';

/**
 * How often to look, and how long a reply file must stay the same before it counts as written. A person may take hours: after
 * `restMs` without a change it looks once a second.
 */
export interface PasteFolderOptions {
  readonly pollMs?: number;
  readonly stableMs?: number;
  readonly restMs?: number;
}

const restingPollMs = 1_000;

/** More than any chat answers; a larger file is a mistake. */
const maxReplyBytes = 4 * 1024 * 1024;

/**
 * A desk made of files: writes `request-0001.md` and waits for `reply-0001.md` beside it. Numbers go on from the
 * requests already there. A reply may be written slowly: it is read once its size and time have stopped changing.
 */
export function createPasteFolder(dir: string, options: PasteFolderOptions = {}): PasteDesk {
  const { pollMs = 200, stableMs = 400, restMs = 30_000 } = options;
  let current = 0;
  return {
    async show(request, signal) {
      throwIfAborted(signal);
      await mkdir(dir, { recursive: true, mode: 0o700 });
      current = current === 0 ? (await lastRequest(dir)) + 1 : current + 1;
      const path = join(dir, `request-${numbered(current)}.md`);
      // Written whole under another name first, so that whoever waits for the file never reads half of it.
      await writeFile(`${path}.part`, request.markdown, { mode: 0o600, signal });
      await rename(`${path}.part`, path);
    },
    async awaitReply(signal) {
      const path = join(dir, `reply-${numbered(current)}.md`);
      let seen = '';
      let since = Date.now();
      for (;;) {
        throwIfAborted(signal);
        const now = await fingerprint(path);
        if (now !== seen) [seen, since] = [now, Date.now()];
        else if (now !== '' && Date.now() - since >= stableMs)
          return await readFile(path, { encoding: 'utf8', signal });
        const quietMs = Date.now() - since;
        await sleep(quietMs < restMs ? pollMs : Math.max(pollMs, restingPollMs), undefined, { signal }).catch(
          (error: unknown) => {
            throw signal.aborted ? abortError(signal) : error;
          },
        );
      }
    },
  };
}

/** Size and time of a reply file; empty while there is none or nothing in it. */
async function fingerprint(path: string): Promise<string> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new CodedError('model.badReply', 'The reply file cannot be read.', { cause: error, details: { path } });
  });
  if (!found || found.size === 0) return '';
  if (found.size > maxReplyBytes || !found.isFile())
    throw new CodedError('model.badReply', 'The reply file is not a text of usual size.', { details: { path } });
  return `${found.size} ${found.mtimeMs}`;
}

async function lastRequest(dir: string): Promise<number> {
  const numbers = (await readdir(dir)).map((name) => Number(/^request-(\d{4,})\.md$/.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers);
}

function numbered(count: number): string {
  return String(count).padStart(4, '0');
}
