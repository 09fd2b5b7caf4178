import type { Disposable } from '../base/disposable.ts';
import { CodedError } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import type { EditorContract } from '../protocol/editorSymbols.ts';
import type { EngineContract } from '../protocol/engine.ts';
import { type Client, createClient, type Handlers, serve } from '../protocol/rpc.ts';
import { type EngineProcess, forkEngine } from './engineProcess.ts';
import type { ChatModels } from './models/chatModels.ts';

type Calls = EngineContract['calls'];
type Events = EngineContract['events'];

/** How the engine is started. */
export interface EngineOptions {
  /** The file that its process runs. */
  readonly script: URL;
  /** Secrets to hand over each time the engine starts, by name. */
  readonly secrets: () => Promise<ReadonlyMap<string, string>>;
  /** The models of the editor, which the engine asks for what its runs want to know. */
  readonly models: ChatModels;
  /** Takes lines of the engine's own stdout and stderr. */
  readonly log: (text: string) => void;
}

interface Connection {
  readonly engine: EngineProcess;
  readonly client: Client<EngineContract>;
  readonly ready: Promise<void>;
}

const forever = new AbortController().signal;

/**
 * The engine in its own process, started by the first call. After a crash every call in flight fails with
 * `engine.stopped`, `onDidCrash` tells the reason, and the next call starts a new one.
 */
export class EngineClient implements Disposable {
  readonly #options: EngineOptions;
  readonly #didChangeRun = new Emitter<Events['didChangeRun']>();
  readonly #didIndex = new Emitter<Events['didIndex']>();
  readonly #didOutput = new Emitter<Events['didOutput']>();
  readonly #didAskPaste = new Emitter<Events['didAskPaste']>();
  readonly #didAskWrite = new Emitter<Events['didAskWrite']>();
  readonly #didCrash = new Emitter<string>();
  #connection: Connection | undefined;
  #disposed = false;

  readonly onDidChangeRun = this.#didChangeRun.event;
  readonly onDidIndex = this.#didIndex.event;
  readonly onDidOutput = this.#didOutput.event;
  readonly onDidAskPaste = this.#didAskPaste.event;
  readonly onDidAskWrite = this.#didAskWrite.event;
  readonly onDidCrash = this.#didCrash.event;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** The models of the editor. */
  get models(): ChatModels {
    return this.#options.models;
  }

  /** True once a call has started the engine and it has not stopped since. */
  get running(): boolean {
    return this.#connection !== undefined;
  }

  async call<Name extends keyof Calls>(
    name: Name,
    input: Calls[Name]['input'],
    signal: AbortSignal,
  ): Promise<Calls[Name]['output']> {
    if (this.#disposed) throw new CodedError('engine.stopped', 'Loopwright is shutting down.');
    this.#connection ??= this.#start();
    const { client, ready } = this.#connection;
    await ready;
    return client.call(name, input, signal);
  }

  dispose(): void {
    this.#disposed = true;
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.client.close('Loopwright is shutting down.');
    connection?.engine.stop();
    for (const emitter of [this.#didChangeRun, this.#didIndex, this.#didOutput]) emitter.dispose();
    for (const emitter of [this.#didAskPaste, this.#didAskWrite, this.#didCrash]) emitter.dispose();
  }

  #start(): Connection {
    const engine = forkEngine(this.#options.script, this.#options.log);
    const client = createClient<EngineContract>(engine);
    const answers = serve<EditorContract>(
      engine,
      lateAnswers(this.#options.models, (event) => answers.emit('didAnswer', event)),
    );
    client.on('didAskPaste', (event) => this.#didAskPaste.fire(event));
    client.on('didAskWrite', (event) => this.#didAskWrite.fire(event));
    client.on('didChangeRun', (event) => this.#didChangeRun.fire(event));
    client.on('didIndex', (event) => this.#didIndex.fire(event));
    client.on('didOutput', (event) => this.#didOutput.fire(event));
    const connection = { engine, client, ready: this.#sendSecrets(client) };
    // Awaited by every call; without this a failure with no call waiting would count as unhandled.
    connection.ready.catch(() => undefined);
    engine.onDidEnd((reason) => {
      client.close(`The engine stopped: ${reason}.`);
      answers.close();
      if (this.#connection !== connection) return;
      this.#connection = undefined;
      this.#didCrash.fire(reason);
    });
    return connection;
  }

  async #sendSecrets(client: Client<EngineContract>): Promise<void> {
    for (const [name, value] of await this.#options.secrets()) await client.call('setSecret', { name, value }, forever);
  }
}

/** Answers what the engine asks of the editor. Most engines never do, so what it takes is loaded then. */
function lateAnswers(
  models: ChatModels,
  tell: (event: EditorContract['events']['didAnswer']) => void,
): Handlers<EditorContract> {
  const load = async () => (await import('./models/answerModels.ts')).answerModels(models, tell);
  return {
    listEditorModels: async (input, signal) => (await load()).listEditorModels(input, signal),
    askEditorModel: async (input, signal) => (await load()).askEditorModel(input, signal),
    listDefinitions: async (input, signal) => (await import('./listDefinitions.ts')).listDefinitions(input, signal),
  };
}
