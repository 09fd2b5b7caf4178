import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type EngineProcess, forkEngine } from '../../../src/extension/engineProcess.ts';
import { eventually } from '../../eventually.ts';

const script = pathToFileURL(path.join(import.meta.dirname, 'oddEngine.ts'));

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const next = (engine: EngineProcess) => new Promise<unknown>((resolve) => engine.onMessage(resolve));
const end = (engine: EngineProcess) => new Promise<string>((resolve) => engine.onDidEnd(resolve));

describe("the engine's process", () => {
  const open: EngineProcess[] = [];
  let log = '';

  function start(file: URL = script): EngineProcess {
    log = '';
    const engine = forkEngine(file, (text) => {
      log += text;
    });
    open.push(engine);
    return engine;
  }

  function ask(engine: EngineProcess, question: string, value?: unknown): Promise<unknown> {
    const answer = next(engine);
    engine.post({ ask: question, value });
    return answer;
  }

  afterEach(() => {
    for (const engine of open.splice(0)) engine.stop();
  });

  it('takes and gives what can be cloned, unchanged', async () => {
    const value = {
      map: new Map([['a', new Set([1n])]]),
      bytes: new Uint8Array([1, 2]),
      gap: undefined,
      text: '\u0000é',
    };
    assert.deepEqual(await ask(start(), 'echo', value), value);
  });

  it('refuses at once what cannot be cloned', () => {
    assert.throws(() => start().post({ ask: 'echo', value: () => 1 }), /could not be cloned/);
  });

  it('carries a message of many megabytes', async () => {
    const text = 'x'.repeat(20_000_000);
    assert.equal(await ask(start(), 'echo', text), text);
  });

  it('is another process, which does not tell its programs to be Node in an Electron', async () => {
    const self = (await ask(start(), 'self')) as { pid: number; electron: string | null };
    assert.notEqual(self.pid, process.pid);
    assert.equal(self.electron, null);
  });

  it('says why it died: what was thrown, a code, a signal', async () => {
    const thrown = start();
    const why = end(thrown);
    thrown.post({ ask: 'throw' });
    assert.equal(await why, 'planted: x is not a function');
    assert.match(log, /TypeError: planted[\s\S]+oddEngine\.ts/);

    const left = start();
    const code = end(left);
    left.post({ ask: 'exit' });
    assert.equal(await code, 'it ended by itself, with code 3');

    const killed = start();
    const { pid } = (await ask(killed, 'self')) as { pid: number };
    const signal = end(killed);
    process.kill(pid, 'SIGKILL');
    assert.equal(await signal, 'it was ended by SIGKILL');
  });

  it('drops what is said to one that has gone', async () => {
    const engine = start();
    const gone = end(engine);
    engine.post({ ask: 'exit' });
    await gone;
    engine.post({ ask: 'echo', value: 1 });
  });

  it('says what is wrong with a file that is not there', async () => {
    assert.match(await end(start(pathToFileURL(path.join(import.meta.dirname, 'none.ts')))), /Cannot find module/);
  });

  it('says once that it could not be started', async () => {
    const { execPath } = process;
    process.execPath = '/nonexistent/node';
    try {
      const told: string[] = [];
      start().onDidEnd((reason) => told.push(reason));
      await eventually(() => told.length > 0, 'the end is told');
      await new Promise((resolve) => setTimeout(resolve, 200));
      assert.equal(told.length, 1, told.join());
      assert.match(told[0] ?? '', /ENOENT/);
    } finally {
      process.execPath = execPath;
    }
  });

  it('ends when it is stopped, which is not told as a death', async () => {
    const engine = start();
    const { pid } = (await ask(engine, 'self')) as { pid: number };
    let told = false;
    engine.onDidEnd(() => {
      told = true;
    });
    engine.stop();
    await eventually(() => !isThere(pid), 'the process is gone');
    assert.equal(told, false);
  });

  it('passes on what it prints', async () => {
    const engine = start();
    engine.post({ ask: 'speak' });
    await eventually(() => log.includes('a line of its own'), 'the line is passed on');
  });

  it('goes on when the terminal of its host interrupts all', async () => {
    const engine = start();
    const { pid } = (await ask(engine, 'self')) as { pid: number };
    process.kill(pid, 'SIGINT');
    assert.equal(await ask(engine, 'echo', 'still here'), 'still here');
  });

  it('ends when its host is killed', async () => {
    const host = spawn(process.execPath, [path.join(import.meta.dirname, 'hostOfOne.ts'), script.href], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [text] = (await once(host.stdout.setEncoding('utf8'), 'data')) as [string];
    const pid = Number(text);
    assert.ok(isThere(pid), text);
    host.kill('SIGKILL');
    await eventually(() => !isThere(pid), 'the engine is gone');
  });
});
