import { performance } from 'node:perf_hooks';
import { loadPassingChunks } from '../adapters/context/passingChunks.ts';
import { DisposableStore } from '../base/disposable.ts';
import { CodedError, isCoded } from '../base/errors.ts';
import type { RunId } from '../base/ids.ts';
import { CodeTokens } from '../core/context/codeTokens.ts';
import type { ContextIndex, IndexedFile } from '../core/context/contextIndex.ts';
import type { FullQuery } from '../core/context/contextQuery.ts';
import type { Embedder } from '../core/context/embedder.ts';
import { hash64 } from '../core/context/hash64.ts';
import { TermVectors } from '../core/context/hashedEmbedder.ts';
import { AdaptivePlanner } from '../core/context/planner.ts';
import { type ChunkSource, searchTogether } from '../core/context/searchTogether.ts';
import { isTrusted, type StoredFact } from '../core/memory/fact.ts';
import { factTerms } from '../core/run/rankFacts.ts';
import type { ContextAnswerView, ContextQuestion, ContextSourceView } from '../protocol/context.ts';
import { findOtherIndexes } from './contextIndexes.ts';
import { factPath, openMemory } from './memoryFiles.ts';
import { indexedRunFiles } from './runContext.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

type Source = ChunkSource<ContextSourceView>;

/** What a search in another scope than that of the workspace needs. */
export interface ScopeParts {
  readonly session: WorkspaceSession;
  readonly dataFolder: string;
  readonly embedder: Embedder;
  /** That of the workspace. */
  readonly index: ContextIndex;
  readonly notice: (sentence: string) => void;
}

/**
 * Searches in the scope `task` or `global`. Task: files that a run's agents read or changed, as they are in its copy, and the facts that the run
 * proved. Global: the workspace, what is remembered here and everywhere, and, when asked for, the person's other workspaces.
 */
export async function searchScope(
  query: FullQuery,
  { question, parts }: { readonly question: ContextQuestion; readonly parts: ScopeParts },
  signal: AbortSignal,
): Promise<ContextAnswerView> {
  const { embedder } = parts;
  const opened = new DisposableStore();
  try {
    const facts = await factSources(parts, query.scope === 'task' ? question.run : undefined, signal);
    const code =
      query.scope === 'task'
        ? await runSources(parts, question.run, signal)
        : await workspaceSources(parts, { all: question.allWorkspaces === true, opened }, signal);
    const nowMs = () => performance.now();
    const own = { tokens: new CodeTokens(), termVectors: new TermVectors(), planner: new AdaptivePlanner() };
    const tools = { ...own, embedder, nowMs };
    const startedMs = nowMs();
    const answer = await searchTogether(query, { sources: [...code, ...facts], tools }, signal);
    return { ...answer, searchMs: nowMs() - startedMs };
  } finally {
    opened.dispose();
  }
}

/** The workspace, and the others. One whose index cannot be read is left out, which is said. */
async function workspaceSources(
  parts: ScopeParts,
  { all, opened }: { readonly all: boolean; readonly opened: DisposableStore },
  signal: AbortSignal,
): Promise<Source[]> {
  const sources: Source[] = [{ source: { kind: 'workspace' }, chunks: await parts.index.chunks(signal) }];
  for (const { folder, open } of all ? await findOtherIndexes(parts, signal) : []) {
    try {
      const chunks = await opened.add(open()).chunks(signal);
      sources.push({ source: { kind: 'otherWorkspace', folder }, chunks });
    } catch (error) {
      if (!isCoded(error)) throw error;
      parts.notice(`The index of ${folder} is left out: ${error.message}`);
    }
  }
  return sources;
}

async function runSources(parts: ScopeParts, run: string | undefined, signal: AbortSignal): Promise<Source[]> {
  if (run === undefined)
    throw new CodedError('query.badQuery', 'The scope task needs a run.', { hint: 'Name it: --run RUN' });
  const { read, changed } = await indexedRunFiles(run as RunId, parts, signal);
  return [
    { source: { kind: 'run', run, how: 'changed' }, chunks: loadPassingChunks(changed, parts.embedder.dims) },
    { source: { kind: 'run', run, how: 'read' }, chunks: loadPassingChunks(read, parts.embedder.dims) },
  ];
}

/** What is remembered, by where it lies: of a run only what that run proved. */
async function factSources(parts: ScopeParts, run: string | undefined, signal: AbortSignal): Promise<Source[]> {
  const { session, dataFolder, embedder } = parts;
  const { facts } = await openMemory(session, dataFolder).read(signal);
  const usable = facts.filter(
    ({ fact }) => isTrusted(fact) && (run === undefined ? fact.scope !== 'task' : fact.run === run),
  );
  const sources: Source[] = [];
  for (const place of ['kept', 'learnt', 'global'] as const) {
    const own = usable.filter((stored) => stored.place === place);
    const files: IndexedFile[] = [];
    for (const stored of own) files.push(await factRow(stored, parts, signal));
    sources.push({ source: { kind: 'memory', place }, chunks: loadPassingChunks(files, embedder.dims) });
  }
  return sources;
}

/** A fact as a file of one piece. It is sent to no server: where vectors come from one, facts are found by their words alone. */
async function factRow(
  { fact, place, text, version }: StoredFact,
  { session, dataFolder, embedder }: ScopeParts,
  signal: AbortSignal,
): Promise<IndexedFile> {
  const { id } = fact;
  const path = factPath({ place, id }, { session, dataFolder });
  const endLine = text.trimEnd().split('\n').length;
  const chunk = { id: hash64(`${path}\0${text}`), kind: 'fact', name: id, within: [], startLine: 1, endLine } as const;
  const terms = factTerms(new CodeTokens(), fact);
  const vectors = embedder.remote
    ? new Float32Array(embedder.dims)
    : await embedder.embed([{ text: '', terms }], 'document', signal);
  const stamp = { hash: version, bytes: text.length, modifiedMs: 0 };
  return { path, stamp, chunks: [{ chunk, terms }], vectors };
}
