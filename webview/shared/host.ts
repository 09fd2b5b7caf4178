import { Emitter } from '../../src/base/event.ts';
import { type Client, type Contract, createClient } from '../../src/protocol/rpc.ts';

/** What VS Code offers a page. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The extension, as a page sees it: its calls, and the state that survives a reload of the window. */
export interface Host<C extends Contract> {
  readonly client: Client<C>;
  readonly state: Readonly<Record<string, unknown>>;
  /** Adds fields to the kept state. */
  keep(fields: Readonly<Record<string, unknown>>): void;
}

/** Connects to the extension. May be called once a page. */
export function connectHost<C extends Contract>(): Host<C> {
  const api = acquireVsCodeApi();
  const messages = new Emitter<unknown>();
  window.addEventListener('message', (event) => messages.fire(event.data));
  const client = createClient<C>({ post: (message) => api.postMessage(message), onMessage: messages.event });
  let state = { ...asRecord(api.getState()), ...asRecord(JSON.parse(document.body.dataset.state ?? '{}')) };
  api.setState(state);
  return {
    client,
    get state() {
      return state;
    },
    keep(fields) {
      state = { ...state, ...fields };
      api.setState(state);
    },
  };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
