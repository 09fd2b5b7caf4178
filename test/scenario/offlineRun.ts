// Started by offline.test.ts inside a network namespace: a model server on loopback, and a whole run against it.
import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { startOllamaServer } from '../fakes/servers/ollamaServer.ts';
import type { ServerReply } from '../fakes/servers/serverReply.ts';

const [cli = '', workspace = '', edit = ''] = process.argv.slice(2);

/** The error code of a connection to a machine elsewhere; empty when there is a way. */
const wayOut = await new Promise<string>((resolve) => {
  const socket = connect({ host: '192.0.2.1', port: 443, timeout: 2_000 });
  socket.on('connect', () => resolve(''));
  socket.on('timeout', () => resolve('timeout'));
  socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
});
const replies: readonly ServerReply[] = [
  { text: 'I look first.', calls: [{ name: 'read_file', input: { path: 'src/slug.js' } }] },
  { text: edit },
];
const server = await startOllamaServer(replies, { models: { 'qwen3:8b': { contextLength: 40_960, tools: true } } });
const model = `ollama/qwen3:8b@${server.url}`;
const args = [cli, 'fix', '--json', '--workspace', workspace, '--model', model, '--repair-seconds', '0'];
const { stdout } = await promisify(execFile)(process.execPath, args, { env: process.env });
await server.close();
process.stdout.write(`${JSON.stringify({ wayOut, requests: server.requests.length, run: JSON.parse(stdout) })}\n`);
process.exit(0);
