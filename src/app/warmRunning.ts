import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { createTestRunners } from '../adapters/testRunner/createTestRunners.ts';
import { throwIfAborted } from '../base/abort.ts';
import { CodedError, isAbort } from '../base/errors.ts';
import { asCount } from '../core/evidence/reportReading.ts';
import type { TestCommand, TestInvocation, TestRunner, WarmForm, WarmPlace } from '../core/evidence/testRunner.ts';
import type { WarmRequest, WarmRun, WarmTests } from '../core/evidence/warmTests.ts';
import type { CommandNetwork } from '../core/run/commandNetwork.ts';
import { buildSandboxEnvironment, defaultPassedVariables, defaultSandboxLimits } from '../core/sandbox/policy.ts';
import type { SandboxResult } from '../core/sandbox/sandbox.ts';
import type { WorkspaceCopy } from '../core/workspace/workspace.ts';
import { connectionsOf, inPlace, policyFor, readReport, type TestRunningPorts } from './testRunning.ts';
import { openWarmChannel, type WarmChannel, type WarmWord } from './warmChannel.ts';

/** A copy whose tests are to be run warm. */
export interface WarmOpening {
  readonly copy: WorkspaceCopy;
  readonly command: TestCommand;
  /** The hosts that they may reach; absent: none. */
  readonly network?: CommandNetwork;
}

/** A process that has not said anything by then will not. */
const startMs = 20_000;
/** How long the process may take to end a run whose time is over. */
const graceMs = 2_000;

/**
 * Opens copies for warm runs of their tests, in the same sandbox and under the same policy as all others. Throws CodedError
 * `tests.notWarm` where the runner has no warm form or its process does not start.
 */
export function createWarmRunning(ports: Omit<TestRunningPorts, 'onStarted'>) {
  const runners = createTestRunners();
  const learnt = new Map<string, Promise<string>>();
  return async (opening: WarmOpening, signal: AbortSignal): Promise<WarmTests> => {
    const { command } = opening;
    const runner = runners.get(command.runner);
    // The paths of /proc are what makes a socket reachable in a folder of any length.
    if (!runner?.warm || process.platform !== 'linux')
      throw notWarm(`${command.runner} cannot be kept in one process here`);
    const session = new WarmSession(ports, { ...opening, runner, form: runner.warm });
    const key = JSON.stringify(command);
    const { form } = session;
    if (form.learn) {
      const learning = learnt.get(key) ?? session.learn(signal);
      learnt.set(key, learning);
      // Whoever asked may have been cancelled: the next one asks again.
      learning.catch(() => learnt.delete(key));
    }
    await session.start(await learnt.get(key), signal);
    return session;
  };
}

function notWarm(why: string, cause?: unknown): CodedError {
  return new CodedError('tests.notWarm', why, cause === undefined ? {} : { cause });
}

/** One process in the sandbox, and the copy it runs in. */
class WarmSession implements WarmTests {
  readonly form: WarmForm;
  readonly #ports: Omit<TestRunningPorts, 'onStarted'>;
  readonly #command: TestCommand;
  readonly #runner: TestRunner;
  readonly #copy: WorkspaceCopy;
  readonly #network: CommandNetwork | undefined;
  readonly #stop = new AbortController();
  #channel: WarmChannel | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  #requests = 0;

  constructor(
    ports: Omit<TestRunningPorts, 'onStarted'>,
    warm: WarmOpening & { readonly runner: TestRunner; readonly form: WarmForm },
  ) {
    this.#ports = ports;
    this.#command = warm.command;
    this.#runner = warm.runner;
    this.form = warm.form;
    this.#network = warm.network;
    this.#copy = ports.sandbox.mountsCopy ? warm.copy : inPlace(warm.copy);
  }

  /** What the project's own command starts, as a text for `serve`. */
  async learn(signal: AbortSignal): Promise<string> {
    const place = this.#place('');
    const invocation = await this.form.learn?.(this.#command, place, signal);
    if (invocation?.reportPath === undefined) return '';
    const ran = await this.#runInside(invocation, startMs, signal);
    const text = await readReport(invocation.reportPath);
    if (text === undefined) throw notWarm(`the command ended without starting ${this.#command.runner}: ${tail(ran)}`);
    return text;
  }

  async start(learnt: string | undefined, signal: AbortSignal): Promise<void> {
    const token = randomBytes(18).toString('hex');
    const place = { ...this.#place(token), ...(learnt === undefined ? {} : { learnt }) };
    await mkdir(place.scratchPath, { recursive: true });
    const invocation = await this.form.serve(this.#command, place, signal);
    const channel = await openWarmChannel(place.warm.socket, token);
    this.#channel = channel;
    const stop = (): void => this.#stop.abort();
    signal.addEventListener('abort', stop, { once: true });
    const running = this.#runInside(invocation, defaultSandboxLimits.wallMs, this.#stop.signal);
    this.#ended = running.then(
      () => channel.close(),
      () => channel.close(),
    );
    const timer = setTimeout(stop, startMs);
    try {
      const hello = await channel.hello;
      if (hello.ready !== true) throw notWarm(String(hello.why ?? 'it gave no reason').slice(0, 300));
    } catch (error) {
      await this.dispose();
      throwIfAborted(signal);
      if (error instanceof CodedError) throw error;
      const ran = await running.catch(() => undefined);
      throw notWarm(`the process of the runner ended before it was ready: ${ran ? tail(ran) : 'it took too long'}`);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  async run(request: WarmRequest, signal: AbortSignal): Promise<WarmRun> {
    const { selection, wallMs, cpuMs, testMs } = request;
    const key = randomBytes(9).toString('hex');
    const report = path.join(this.#copy.scratchPath, `warm-${key}-report.jsonl`);
    const beganMs = performance.now();
    const files = request.files.map(({ path: file, text }) => [file, text]);
    const { files: only, names } = selection;
    try {
      const reply = await this.#ask({ report, key, files, only, names, wallMs, cpuMs, testMs }, wallMs, signal);
      const tookMs = performance.now() - beganMs;
      const { exitCode, signal: by, limit } = reply;
      const raw = {
        exitCode: asCount(exitCode),
        signal: typeof by === 'number' ? `signal ${by}` : undefined,
        // Both limits mean that the tests did not come to an end.
        limit: typeof limit === 'string' ? 'wallMs' : undefined,
        stdout: '',
        stderr: '',
        reportText: await readReport(report),
        wallMs: tookMs,
      };
      const place = { ...this.#place(''), runName: key };
      const outcome = this.#runner.read(raw, this.#command, place);
      return { outcome, wallMs: tookMs, cpuMs: asCount(reply.cpuMs) ?? tookMs };
    } finally {
      await rm(report, { force: true });
    }
  }

  async tidy(signal: AbortSignal): Promise<void> {
    await this.#ask({ tidy: true }, startMs, signal);
  }

  async dispose(): Promise<void> {
    this.#channel?.close();
    this.#stop.abort();
    await this.#ended;
  }

  async #ask(fields: WarmWord, limitMs: number, signal: AbortSignal): Promise<WarmWord> {
    const channel = this.#channel;
    if (!channel) throw new Error('the warm process was not started');
    const id = ++this.#requests;
    const stop = (): void => this.#stop.abort();
    const timer = setTimeout(stop, limitMs + graceMs);
    signal.addEventListener('abort', stop, { once: true });
    try {
      throwIfAborted(signal);
      channel.send({ id, ...fields });
      const reply = await channel.next();
      if (reply.id !== id) throw new Error('an answer to another question came');
      if (reply.lost !== undefined) throw new Error(String(reply.lost).slice(0, 300));
      return reply;
    } catch (error) {
      await this.dispose();
      throwIfAborted(signal);
      if (isAbort(error)) throw error;
      throw notWarm(error instanceof Error ? error.message : String(error), error);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  #place(token: string): WarmPlace {
    const { originalPath, scratchPath, dependencies } = this.#copy;
    const socket = path.join(scratchPath, `warm-${randomBytes(6).toString('hex')}`);
    return {
      workspacePath: originalPath,
      scratchPath,
      runName: `warm-${randomBytes(9).toString('hex')}`,
      warm: { socket, token, skip: dependencies.map(({ target }) => target), alone: this.#ports.sandbox.mountsCopy },
    };
  }

  #runInside(invocation: TestInvocation, timeoutMs: number, signal: AbortSignal): Promise<SandboxResult> {
    const { sandbox, hostEnv, onOutput } = this.#ports;
    const { env } = buildSandboxEnvironment({ host: hostEnv, pass: defaultPassedVariables, set: {} });
    const { argv, cwd } = invocation;
    const network = this.#network;
    const policy = policyFor(this.#copy, { env, timeoutMs, network });
    return sandbox.run({ argv, cwd, env: invocation.env, ...connectionsOf(network) }, policy, onOutput, signal);
  }
}

function tail({ stdout, stderr }: SandboxResult): string {
  return `${stdout}\n${stderr}`.trim().split('\n').slice(-3).join(' ').slice(-300) || 'it printed nothing';
}
