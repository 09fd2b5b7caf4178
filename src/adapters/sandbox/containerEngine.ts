import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { abortError } from '../../base/abort.ts';
import { findTool } from './bubblewrapHost.ts';
import type { EngineName } from './containerArgs.ts';
import { installCommand } from './remedies.ts';
import { standardPath } from './toolchain.ts';

/** A container engine of this host, as far as it could be asked. */
export interface ContainerEngine {
  readonly name: EngineName;
  readonly path: string;
  readonly version: string;
  /** Its containers are processes of the person's own account, in a user namespace. */
  readonly rootless: boolean;
}

/** Why no engine or no image can be used, and the one thing to type. */
export interface EngineProblem {
  readonly problem: string;
  readonly remedy: string;
}

const answerMs = 15_000;
// Where an engine keeps its own settings and images, and how it is reached. Nothing of it is passed on to a container.
const needed =
  /^(PATH|HOME|USER|LANG|XDG_RUNTIME_DIR|XDG_CONFIG_HOME|XDG_DATA_HOME|DBUS_SESSION_BUS_ADDRESS|CONTAINERS_.*|DOCKER_(HOST|CONTEXT|CONFIG|CERT_PATH|TLS_VERIFY))$/;

/** The variables that the engine's own program is started with. */
export function engineEnvironment(host: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(host).filter((entry): entry is [string, string] => needed.test(entry[0]) && entry[1] !== undefined),
  );
}

/** What an engine's program answered: its exit code (undefined: it could not be started) and its output. */
export interface EngineAnswer {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Asks an engine's program, in `/`, where no project can influence it. Rejects only with AbortError. */
export function askEngine(path: string, args: readonly string[], signal: AbortSignal): Promise<EngineAnswer> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd: '/',
      env: engineEnvironment(process.env),
      timeout: answerMs,
      signal,
      encoding: 'utf8' as const,
    };
    execFile(path, args, options, (error, stdout, stderr) => {
      if (signal.aborted) reject(abortError(signal));
      else {
        const code = error ? error.code : 0;
        resolve({
          exitCode: typeof code === 'number' ? code : undefined,
          stdout,
          stderr: stderr || (error?.message ?? ''),
        });
      }
    });
  });
}

/** Finds and asks the engine that was chosen, or the first one that is there: podman, which can do without root, before docker. */
export async function findEngine(
  chosen: EngineName | undefined,
  searchPath: string,
  signal: AbortSignal,
): Promise<ContainerEngine | EngineProblem> {
  const names: readonly EngineName[] = chosen === undefined ? ['podman', 'docker'] : [chosen];
  const found = names.flatMap((name) => {
    const path = findTool(name, searchPath);
    return path === undefined ? [] : [{ name, path }];
  });
  let problem: EngineProblem = {
    problem: `${names.join(' or ')} is not installed.`,
    remedy:
      chosen === 'docker'
        ? 'Install Docker Engine and start it: sudo systemctl start docker'
        : installCommand('podman'),
  };
  for (const { name, path } of found) {
    const told = await (name === 'podman' ? askPodman(path, signal) : askDocker(path, signal));
    if (!('problem' in told)) return { name, path, ...told };
    problem = told;
  }
  return problem;
}

type Told = Pick<ContainerEngine, 'version' | 'rootless'> | EngineProblem;

async function askPodman(path: string, signal: AbortSignal): Promise<Told> {
  const format = '{{.Version.Version}} {{.Host.Security.Rootless}}';
  const { exitCode, stdout, stderr } = await askEngine(path, ['info', '--format', format], signal);
  const [version, rootless] = stdout.trim().split(' ');
  if (exitCode === 0 && version) return { version, rootless: rootless === 'true' };
  const remedy = process.platform === 'linux' ? 'See what it says: podman info' : 'podman machine start';
  return { problem: `podman does not answer: ${firstLine(stderr)}`, remedy };
}

async function askDocker(path: string, signal: AbortSignal): Promise<Told> {
  const format = '{{.ServerVersion}} {{json .SecurityOptions}}';
  const { exitCode, stdout, stderr } = await askEngine(path, ['info', '--format', format], signal);
  const [version, ...options] = stdout.trim().split(' ');
  if (exitCode === 0 && version) return { version, rootless: options.join(' ').includes('name=rootless') };
  const denied = /permission denied/i.test(stderr);
  return {
    problem: `docker does not answer: ${firstLine(stderr)}`,
    remedy: denied
      ? 'Use a rootless engine: dockerd-rootless-setuptool.sh install'
      : process.platform === 'linux'
        ? 'sudo systemctl start docker'
        : 'Start Docker Desktop.',
  };
}

/** What has to be known of an image. */
export interface ImageFacts {
  /** The PATH that its programs have, best first. */
  readonly path: readonly string[];
  /** Folders for which an engine makes room on the disk, writable and without a limit, unless it is told otherwise. */
  readonly volumes: readonly string[];
}

/** What an image says of itself; or that it is not there. Nothing is ever downloaded. */
export async function askImage(
  engine: Pick<ContainerEngine, 'name' | 'path'>,
  image: string,
  signal: AbortSignal,
): Promise<ImageFacts | EngineProblem> {
  const format = '{{json .Config}}';
  const { exitCode, stdout } = await askEngine(engine.path, ['image', 'inspect', '--format', format, image], signal);
  if (exitCode !== 0) return { problem: `There is no image ${image} here.`, remedy: `${engine.name} pull ${image}` };
  return parseImage(stdout);
}

/** Reads the configuration of an image (OCI image specification, config). What is not as expected counts as absent. */
export function parseImage(text: string): ImageFacts {
  const config = parsed(text);
  const fieldOf = (name: string): unknown =>
    typeof config === 'object' && config !== null
      ? Object.entries(config).find(([key]) => key === name)?.[1]
      : undefined;
  const env = fieldOf('Env');
  const volumes = fieldOf('Volumes');
  const path = (Array.isArray(env) ? env : []).map(String).find((entry) => entry.startsWith('PATH='));
  return {
    path: path === undefined ? standardPath : path.slice('PATH='.length).split(':'),
    volumes:
      typeof volumes === 'object' && volumes !== null ? Object.keys(volumes).filter((one) => one.startsWith('/')) : [],
  };
}

// What podman asks for by itself is more than it may have where the person's own limit is lower; the kernel counts all threads of the account.
const mostThreads = 16_384;

/** The number of threads that a container of podman is allowed (proc(5), limits); undefined where the person's own limit cannot be read. */
export function hardProcessLimit(): number | undefined {
  try {
    const hard = /^Max processes\s+\S+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return hard === undefined ? undefined : Math.min(Number(hard), mostThreads);
  } catch {
    return undefined;
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
