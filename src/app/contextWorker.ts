import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { createShadowWorkspace } from '../adapters/workspace/shadowWorkspace.ts';
import { CodedError, isAbort, messageOf } from '../base/errors.ts';
import { CodeTokens } from '../core/context/codeTokens.ts';
import { findAssets } from './assets.ts';
import { type ContextBuildParts, indexFiles } from './contextBuild.ts';
import { createEmbedder } from './contextEmbedder.ts';
import { contextFolder, openContextIndex } from './contextIndexes.ts';
import type { ContextReply, ContextRequest, ContextWorkerData } from './contextThread.ts';
import { openOutliner } from './openParser.ts';

const port = parentPort;
if (!port) throw new Error('the index is built in a worker thread only');

const { workspace: path, dataFolder, embedding, background } = workerData as ContextWorkerData;
const reply = (message: ContextReply) => port.postMessage(message);
const running = new Map<number, AbortController>();
let parts: Promise<ContextBuildParts> | undefined;

if (background) stepBack();

port.on('message', (request: ContextRequest) => {
  if (request.kind === 'cancel') running.get(request.id)?.abort();
  else void answer(request);
});

/** Never rejects. */
async function answer({ id, files }: Extract<ContextRequest, { kind: 'index' }>): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    parts ??= openParts();
    const onDone = (done: number) => reply({ kind: 'progress', id, done });
    await indexFiles(files, { parts: await parts, onDone }, controller.signal);
    reply({ kind: 'done', id });
  } catch (error) {
    const coded = error instanceof CodedError ? { code: error.code, hint: error.hint } : {};
    reply({ kind: 'failed', id, aborted: isAbort(error), message: messageOf(error), ...coded });
  } finally {
    running.delete(id);
  }
}

async function openParts(): Promise<ContextBuildParts> {
  const workspace = createShadowWorkspace({ path, dataFolder });
  const folder = contextFolder(workspace.folders.root);
  const embedder = createEmbedder(embedding, { folder, lookup: (name) => process.env[name] });
  const notice = (sentence: string) => reply({ kind: 'notice', sentence });
  const index = openContextIndex(workspace.folders.root, { embedder, notice });
  return { workspace, index, embedder, outliner: await openOutliner(findAssets()), tokens: new CodeTokens() };
}

/** What people wait for comes first: on Linux a thread has a priority of its own (setpriority(2)); elsewhere it would be the whole process's. */
function stepBack(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Only a matter of comfort.
  }
}
