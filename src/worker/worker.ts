import { parentPort } from 'node:worker_threads';
import { createLoopwright } from '../app/createLoopwright.ts';
import { Emitter } from '../base/event.ts';
import type { EngineContract } from '../protocol/engine.ts';
import { type Channel, serve } from '../protocol/rpc.ts';
import { createEngineHandlers } from './engineHandlers.ts';

const port = parentPort;
if (!port) throw new Error('the engine runs in a worker thread only');

const messages = new Emitter<unknown>();
port.on('message', (message) => messages.fire(message));
const channel: Channel = { post: (message) => port.postMessage(message), onMessage: messages.event };

const app = createLoopwright({ env: process.env });
const asked = new Emitter<EngineContract['events']['didAskPaste']>();
const { emit } = serve<EngineContract>(
  channel,
  createEngineHandlers(app, (request) => asked.fire(request)),
);
asked.event((request) => emit('didAskPaste', request));
app.onDidChangeRun((change) => emit('didChangeRun', change));
app.onDidOutput((output) => emit('didOutput', output));
