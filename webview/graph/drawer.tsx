import { useEffect, useRef, useState } from 'preact/hooks';
import { isAbort, messageOf } from '../../src/base/errors.ts';
import type { GraphNodeView, NodeDetailView } from '../../src/protocol/graph.ts';
import { Icon } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import { Attempts, Failure, Instances, Spans, Spent, Value } from './drawerParts.tsx';
import { kindIcons, kindWord, stateIcons, stateWord } from './stateWords.ts';
import type { GraphPage } from './useGraph.ts';

interface DrawerProps {
  readonly page: GraphPage;
  readonly node: GraphNodeView;
  onClose(): void;
}

const forever = new AbortController().signal;
/** How long a change waits, so that a busy node is not read at every step, nor every node that the arrow keys pass. */
const pauseMs = 120;

/** Everything about the selected node, on the right. */
export function Drawer({ page, node, onClose }: DrawerProps) {
  const [path, setPath] = useState<string>();
  const { detail, trouble } = useDetail(page, node.id, path);
  useEffect(() => setPath(undefined), [node.id]);
  const shown = detail?.id === node.id ? detail : undefined;
  return (
    <aside class="drawer" aria-label={t('Node {0}', node.name)}>
      <div class="drawer-head">
        <Icon name={kindIcons[node.kind]} />
        <h2>{node.name}</h2>
        <button type="button" class="plain" title={t('Close (Escape)')} aria-label={t('Close')} onClick={onClose}>
          <Icon name="cross" />
        </button>
      </div>
      <p class="quiet">
        {kindWord(node.kind)} {node.detail}
      </p>
      {node.problems.map((problem) => (
        <p key={`${problem.code} ${problem.message}`} class={problem.severity === 'error' ? 'bad' : 'warn'}>
          <Icon name="warning" /> {problem.message} <span class="quiet">{problem.code}</span>
        </p>
      ))}
      {trouble !== undefined && (
        <p class="bad" role="alert">
          <Icon name="cross" /> {trouble}
        </p>
      )}
      {page.isFile ? (
        <FileActions page={page} node={node} />
      ) : (
        <RunPart page={page} node={node} detail={shown} onPath={setPath} />
      )}
    </aside>
  );
}

function FileActions({ page, node }: { readonly page: GraphPage; readonly node: GraphNodeView }) {
  const { range } = node;
  if (!range) return null;
  const reveal = () => page.act(() => page.client.call('revealRange', { range, focus: true }, forever));
  return (
    <div class="actions">
      <button type="button" onClick={reveal}>
        {t('Go to Text')}
      </button>
    </div>
  );
}

interface RunPartProps {
  readonly page: GraphPage;
  readonly node: GraphNodeView;
  readonly detail: NodeDetailView | undefined;
  onPath(path: string): void;
}

function RunPart({ page, node, detail, onPath }: RunPartProps) {
  if (!detail) return <p class="quiet">{t('Reading…')}</p>;
  const { failure, input, subject, output } = detail;
  return (
    <>
      <p class={`state ${detail.status}`}>
        <Icon name={stateIcons[detail.status]} /> {stateWord(detail.status)}
        {detail.cached && <span class="quiet"> {t('(from an earlier run with the same input)')}</span>}
        {detail.takenOver && <span class="quiet"> {t('(from the run that this one was forked from)')}</span>}
      </p>
      <Actions page={page} node={node} detail={detail} />
      <Instances detail={detail} onPath={onPath} />
      {failure && <Failure failure={failure} />}
      {detail.instances.length === 0 && <p class="quiet">{t('Nothing has happened here yet.')}</p>}
      {subject && <Value title={subjectTitle(node)} value={subject} />}
      {input && <Value title={t('Input')} value={input} />}
      {output && <Value title={t('Output')} value={output} />}
      <Attempts attempts={detail.attempts} />
      <Spent detail={detail} />
      <Spans spans={detail.spans} open={(spanId) => openSpan(page, spanId)} />
    </>
  );
}

function subjectTitle({ kind }: GraphNodeView): string {
  if (kind === 'approve') return t('Question');
  return kind === 'forEach' ? t('Items') : t('Command');
}

function openSpan(page: GraphPage, spanId: string | undefined): void {
  page.act(() => page.client.call('openSpan', { spanId }, forever));
}

function Actions({
  page,
  node,
  detail,
}: {
  readonly page: GraphPage;
  readonly node: GraphNodeView;
  readonly detail: NodeDetailView;
}) {
  const { client, run } = page;
  return (
    <div class="actions">
      {detail.canFork && run?.status !== 'running' && (
        <button
          type="button"
          title={t('Begins a new run with all that was done before this node, and does it and the rest anew.')}
          onClick={() => page.act(() => client.call('runAgain', { path: detail.path }, forever))}
        >
          {t('Run Again From Here')}
        </button>
      )}
      {run?.status === 'running' && canCancel(node, detail) && (
        <button
          type="button"
          title={t(
            'Ends this node alone. It is not tried again, and the run goes on as the workflow says for a failure of it.',
          )}
          onClick={() => page.act(() => client.call('cancelNode', { path: detail.path }, forever))}
        >
          {t('Cancel Node')}
        </button>
      )}
      {run?.status === 'running' && (
        <button type="button" onClick={() => page.act(() => client.call('cancelRun', null, forever))}>
          {t('Cancel Run')}
        </button>
      )}
      {node.level && (
        <button type="button" onClick={() => page.setLevel(node.id)}>
          {t('Show Its Graph')}
        </button>
      )}
      {detail.spans.length > 0 && (
        <button type="button" onClick={() => openSpan(page, detail.spans[0]?.spanId)}>
          {t('Show in Trace')}
        </button>
      )}
    </div>
  );
}

/** A node at work that does something itself. */
function canCancel({ kind }: GraphNodeView, { status }: NodeDetailView): boolean {
  const holdsOthers = kind === 'forEach' || kind === 'loop' || kind === 'race' || kind === 'workflow';
  return !holdsOthers && (status === 'running' || status === 'waiting' || status === 'asking');
}

/** Reads the node, and reads it again when its state changes. */
function useDetail({ client, isFile, states }: GraphPage, id: string, path: string | undefined) {
  const [detail, setDetail] = useState<NodeDetailView>();
  const [trouble, setTrouble] = useState<string>();
  const first = useRef(true);
  useEffect(() => {
    if (isFile) return undefined;
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      timer = undefined;
      try {
        setDetail(await client.call('getNode', { node: path ?? id }, controller.signal));
        setTrouble(undefined);
      } catch (error) {
        if (!isAbort(error)) setTrouble(messageOf(error));
      }
    };
    const soon = (ms: number) => {
      timer ??= setTimeout(() => void read(), ms);
    };
    soon(first.current ? 0 : pauseMs);
    first.current = false;
    const changed = states.listenToAll((ids) => ids.includes(id) && soon(pauseMs));
    return () => {
      controller.abort();
      clearTimeout(timer);
      changed();
    };
  }, [client, isFile, states, id, path]);
  return { detail, trouble };
}
