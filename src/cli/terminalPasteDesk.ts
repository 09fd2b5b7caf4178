import { createInterface } from 'node:readline';
import { abortError } from '../base/abort.ts';
import type { PasteDesk } from '../core/model/pasteDesk.ts';
import type { CliIo } from './cliIo.ts';
import { printableLines } from './printable.ts';

const endMark = 'END';

/** Shows a request on the terminal and reads the reply that the person pastes, up to a line that says END. */
export function createTerminalPasteDesk(io: CliIo): PasteDesk {
  return {
    async show({ markdown, file }) {
      io.stderr.write(`\n${printableLines(markdown)}\n\n${file === undefined ? '' : `(also in ${file})\n`}`);
    },
    awaitReply(signal) {
      io.stderr.write(`Copy it into your chat window, paste the answer here, and end it with a line ${endMark}:\n`);
      return new Promise((resolve, reject) => {
        const reader = createInterface({ input: io.stdin });
        const lines: string[] = [];
        const onAbort = () => {
          reader.close();
          reject(abortError(signal));
        };
        signal.addEventListener('abort', onAbort, { once: true });
        reader.on('line', (line) => {
          if (line.trim() === endMark) reader.close();
          else lines.push(line);
        });
        reader.on('close', () => {
          signal.removeEventListener('abort', onAbort);
          resolve(lines.join('\n'));
        });
      });
    },
  };
}
