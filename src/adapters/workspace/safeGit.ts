import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { delimiter, isAbsolute, join, sep } from 'node:path';
import { abortError, throwIfAborted } from '../../base/abort.ts';
import { CodedError } from '../../base/errors.ts';

/** One git command. Paths are absolute; `args` begins with the subcommand. */
export interface GitRequest {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly gitDir?: string;
  readonly workTree?: string;
  readonly indexFile?: string;
  readonly input?: string | Uint8Array;
  /** Exit codes that are answers rather than failures. Default: only 0. */
  readonly answers?: readonly number[];
  /** The most bytes of standard output that are kept in memory before the command fails. Default 256 MiB. */
  readonly maxBytes?: number;
}

/** What git said. */
export interface GitReply {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs git under the host's rules. Contract: throws CodedError `git.missing` or `git.failed`; AbortError when the signal fires. */
export type Git = (request: GitRequest, signal: AbortSignal) => Promise<GitReply>;

/**
 * Settings that a repository's own configuration must not decide: `-c` outranks it. Whatever git could run (hooks,
 * file system monitor, transports) is off, and so is every conversion of contents.
 */
const settings: readonly string[] = [
  'core.fsmonitor=false',
  `core.hooksPath=${devNull}`,
  `core.attributesFile=${devNull}`,
  `core.excludesFile=${devNull}`,
  'core.untrackedCache=false',
  'core.autocrlf=false',
  'core.safecrlf=false',
  'core.eol=lf',
  'core.quotePath=false',
  'core.splitIndex=false',
  'core.sparseCheckout=false',
  'core.commitGraph=false',
  'core.fsync=none',
  'core.looseCompression=0',
  'core.longpaths=true',
  'index.sparse=false',
  'safe.bareRepository=explicit',
  'diff.ignoreSubmodules=all',
  'submodule.recurse=false',
  'protocol.allow=never',
  'gc.auto=0',
  'advice.addEmbeddedRepo=false',
  'checkout.workers=0',
  ...(process.platform === 'linux' ? ['core.protectNTFS=false', 'core.symlinks=true', 'core.fileMode=true'] : []),
];

/**
 * Makes the one way this adapter calls git. `path` is a PATH variable: relative entries and `node_modules` folders are
 * skipped, since a workspace can plant a `git` there.
 */
export function createSafeGit(path: string | undefined = process.env.PATH): Git {
  let binary: string | undefined;
  return async (request, signal) => {
    throwIfAborted(signal);
    binary ??= findGit(path ?? '');
    const options = settings.flatMap((setting) => ['-c', setting]);
    if (request.gitDir) options.push(`--git-dir=${request.gitDir}`);
    if (request.workTree) options.push(`--work-tree=${request.workTree}`);
    const child = spawn(binary, [...options, ...request.args], {
      cwd: request.cwd,
      env: environment(path ?? '', request.indexFile),
      stdio: 'pipe',
      windowsHide: true,
    });
    const reply = await gather(child, request, signal);
    if (reply.exitCode === 0 || request.answers?.includes(reply.exitCode)) return reply;
    throw new CodedError('git.failed', `git ${commandOf(request)} failed: ${reply.stderr.trim().slice(0, 500)}`, {
      details: { exitCode: reply.exitCode, command: commandOf(request) },
    });
  };
}

/** Splits the output of a `-z` command. */
export function splitZ(bytes: Buffer): string[] {
  const parts = bytes.toString('utf8').split('\0');
  if (parts.at(-1) === '') parts.pop();
  return parts;
}

function environment(path: string, indexFile: string | undefined): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    PATH: safeEntries(path).join(delimiter),
    HOME: process.platform === 'win32' ? 'C:\\nonexistent' : '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    // Outranks every protocol.NAME.allow of a repository, which would outrank protocol.allow; older git knows no GIT_NO_LAZY_FETCH.
    GIT_ALLOW_PROTOCOL: 'none',
  };
  if (indexFile) env.GIT_INDEX_FILE = indexFile;
  // Windows cannot start a program without it.
  if (process.env.SystemRoot) env.SystemRoot = process.env.SystemRoot;
  return env;
}

function gather(child: ChildProcessWithoutNullStreams, request: GitRequest, signal: AbortSignal): Promise<GitReply> {
  return new Promise((resolve, reject) => {
    const out: Buffer[] = [];
    let size = 0;
    let stderr = '';
    let tooMuch = false;
    const stop = () => child.kill('SIGKILL');
    signal.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      out.push(chunk);
      if (size > (request.maxBytes ?? 256 * 2 ** 20)) {
        tooMuch = true;
        stop();
      }
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < 65_536) stderr += chunk.toString('utf8');
    });
    // A git that exits early closes its input; its exit code tells the story.
    child.stdin.on('error', (error) => {
      stderr += `\n${error.message}`;
    });
    child.on('error', (error) => {
      signal.removeEventListener('abort', stop);
      reject(new CodedError('git.failed', `git could not be started: ${error.message}`, { cause: error }));
    });
    child.on('close', (code, killedBy) => {
      signal.removeEventListener('abort', stop);
      if (signal.aborted) reject(abortError(signal));
      else if (tooMuch) reject(new CodedError('git.failed', `git ${commandOf(request)} gave too much output`));
      else if (code === null) reject(new CodedError('git.failed', `git was ended by ${killedBy ?? 'a signal'}`));
      else resolve({ exitCode: code, stdout: Buffer.concat(out), stderr });
    });
    child.stdin.end(request.input);
  });
}

function safeEntries(path: string): string[] {
  return path.split(delimiter).filter((entry) => isAbsolute(entry) && !entry.split(sep).includes('node_modules'));
}

function findGit(path: string): string {
  const name = process.platform === 'win32' ? 'git.exe' : 'git';
  for (const entry of safeEntries(path)) {
    const candidate = join(entry, name);
    if (isProgram(candidate)) return candidate;
  }
  throw new CodedError('git.missing', 'git was not found on the PATH.', {
    hint: 'Install git 2.38 or newer (https://git-scm.com/downloads) and make sure `git --version` works.',
  });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The subcommand's name, behind settings of its own. */
function commandOf({ args }: GitRequest): string {
  return args.find((arg, index) => arg !== '-c' && args[index - 1] !== '-c') ?? '';
}
