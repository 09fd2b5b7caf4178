import { performance } from 'node:perf_hooks';
import type { DisposableStore } from '../base/disposable.ts';
import { CodedError } from '../base/errors.ts';
import type { ContextIndex } from '../core/context/contextIndex.ts';
import { fullQuery } from '../core/context/contextQuery.ts';
import type { Embedder } from '../core/context/embedder.ts';
import type { ContextQuestion, ContextUpdateView } from '../protocol/context.ts';
import type { ContextCalls, ContextUpdateRequest } from './contextContract.ts';
import { chooseEmbedding, createEmbedder, findEmbeddingTarget } from './contextEmbedder.ts';
import { type ContextChanges, findContextChanges } from './contextFiles.ts';
import { contextFolder, hasIndex, noteWorkspace, openContextIndex } from './contextIndexes.ts';
import { searchScope } from './contextScopes.ts';
import { readContextLimits } from './contextSettings.ts';
import { ContextThread } from './contextThread.ts';
import type { ModelEnvironment } from './modelSetup.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** As many as an agent looks at. */
const piecesOfAgent = 15;

interface OpenContext {
  readonly session: WorkspaceSession;
  readonly index: ContextIndex;
  readonly embedder: Embedder;
  readonly thread: ContextThread;
  /** The end of the update before; updates of one process take turns. */
  turn: Promise<unknown>;
}

interface ContextCallParts {
  readonly open: (workspace: string) => Promise<WorkspaceSession>;
  readonly surroundings: () => Pick<ModelEnvironment, 'lookup' | 'dataFolder' | 'editorModels'>;
  readonly notice: (sentence: string) => void;
  readonly owned: DisposableStore;
}

/** Opens each workspace's index once. */
export function createContextCalls(parts: ContextCallParts): ContextCalls {
  const contexts = new Map<string, { readonly embedder: string; readonly opening: Promise<OpenContext> }>();
  const contextOf = async (workspace: string, wanted: string | undefined): Promise<OpenContext> => {
    const session = await parts.open(workspace);
    const known = contexts.get(session.path);
    const embedder = wanted ?? known?.embedder ?? '';
    if (known?.embedder === embedder) return known.opening;
    const opening = openContext(session, { ...parts, reference: embedder });
    const entry = { embedder, opening };
    contexts.set(session.path, entry);
    // One that could not be opened is tried again the next time.
    opening.catch(() => contexts.get(session.path) === entry && contexts.delete(session.path));
    return opening;
  };
  return {
    async searchContext(workspace, question, signal) {
      const query = fullQuery(question);
      refuseStrayOptions(question);
      const { index, session, embedder } = await contextOf(workspace, question.embedder);
      if (query.scope !== 'session') {
        const { dataFolder } = parts.surroundings();
        const scoped = { session, dataFolder, embedder, index, notice: parts.notice };
        return searchScope(query, { question, parts: scoped }, signal);
      }
      // The first question also reads the index; that is not its search.
      await index.counts(signal);
      const startedMs = performance.now();
      const { hits, plan } = await index.search(query, signal);
      const searchMs = performance.now() - startedMs;
      return { hits: hits.map((hit) => ({ ...hit, source: { kind: 'workspace' } as const })), plan, searchMs };
    },
    async findKnownCode(workspace, text, signal) {
      const { folders } = await parts.open(workspace);
      if (!hasIndex(folders.root)) return undefined;
      const { index } = await contextOf(workspace, undefined);
      // Only one of another embedder may have been built.
      if ((await index.counts(signal)).files === 0) return undefined;
      const { hits } = await index.search(fullQuery({ text, k: piecesOfAgent, deterministic: true }), signal);
      return hits;
    },
    async updateContext(workspace, request, signal) {
      const context = await contextOf(workspace, request.embedder);
      const mine = context.turn.then(() => update(context, request, signal));
      context.turn = mine.catch(() => undefined);
      return mine;
    },
    async getContextStatus(workspace, signal) {
      const context = await contextOf(workspace, undefined);
      const counts = await context.index.counts(signal);
      const { changed, removed } = await changesOf(context, signal);
      return { ...counts, pending: changed.length + removed.length };
    },
    getEmbeddingTarget: (embedder, signal) => findEmbeddingTarget(embedder, parts.surroundings(), signal),
  };
}

async function openContext(
  session: WorkspaceSession,
  parts: ContextCallParts & { readonly reference: string },
): Promise<OpenContext> {
  const { notice, owned, surroundings, reference } = parts;
  const { lookup, dataFolder, editorModels } = surroundings();
  // An opened index outlives the call that opens it: no caller's signal ends it.
  const embedding = await chooseEmbedding(reference, { lookup, dataFolder }, new AbortController().signal);
  const embedder = createEmbedder(embedding, { folder: contextFolder(session.folders.root), lookup });
  const index = owned.add(openContextIndex(session.folders.root, { embedder, notice }));
  noteWorkspace(session);
  // On the command line somebody waits for it; in the editor they go on typing.
  const data = { workspace: session.path, dataFolder, embedding, background: editorModels !== undefined };
  return { session, index, embedder, thread: owned.add(new ContextThread(data, notice)), turn: Promise.resolve() };
}

async function update(
  context: OpenContext,
  { rebuild = false, onProgress = () => undefined }: ContextUpdateRequest,
  signal: AbortSignal,
): Promise<ContextUpdateView> {
  const startedMs = performance.now();
  const { index, thread } = context;
  if (rebuild) await index.clear(signal);
  const { changed, removed, total } = await changesOf(context, signal);
  if (removed.length > 0) await index.remove(removed, signal);
  if (changed.length > 0) {
    onProgress(0, changed.length);
    await thread.index(changed, (done) => onProgress(done, changed.length), signal);
  }
  const durationMs = performance.now() - startedMs;
  return { indexed: changed.length, removed: removed.length, unchanged: total - changed.length, durationMs };
}

async function changesOf({ session, index }: OpenContext, signal: AbortSignal): Promise<ContextChanges> {
  const { path: workspace } = session;
  const [files, stamps, limits] = await Promise.all([
    session.workspace.listCurrent(signal),
    index.stamps(signal),
    readContextLimits(workspace, signal),
  ]);
  return findContextChanges(files, { workspace, limits, stamps }, signal);
}

/** What has no meaning in the scope of a question is a mistake, and not to be passed over. */
function refuseStrayOptions({ scope, run, allWorkspaces }: ContextQuestion): void {
  const stray =
    run !== undefined && scope !== 'task'
      ? (['A run is searched', 'task'] as const)
      : allWorkspaces === true && scope !== 'global'
        ? (['Other workspaces are searched', 'global'] as const)
        : undefined;
  if (stray)
    throw new CodedError('query.badQuery', `${stray[0]} in the scope ${stray[1]} only.`, {
      hint: `Ask with --scope ${stray[1]}.`,
    });
}
