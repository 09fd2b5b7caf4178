import { execFile } from 'node:child_process';
import { abortError } from '../../base/abort.ts';

const answerMs = 10_000;
// What version managers read to find the version a person has chosen.
const needed = /^(PATH|HOME|LANG|PYENV_.*|NODENV_.*|ASDF_.*|MISE_.*|VOLTA_.*|NVM_.*|FNM_.*)$/;

/**
 * The lines that a program of the person's own PATH prints, or none when it fails. Runs in `/`, where no project can
 * influence it through files of the current folder.
 */
export function askHost(program: string, args: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => needed.test(name)));
    const options = { cwd: '/', env, timeout: answerMs, signal, encoding: 'utf8' as const };
    execFile(program, args, options, (error, stdout) => {
      if (signal.aborted) reject(abortError(signal));
      else resolve(error ? [] : stdout.split('\n').filter((line) => line !== ''));
    });
  });
}
