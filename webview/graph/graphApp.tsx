import { useRef, useState } from 'preact/hooks';
import type { GraphContract } from '../../src/protocol/graph.ts';
import type { Host } from '../shared/host.ts';
import { Icon } from '../shared/icon.tsx';
import { t } from '../shared/texts.ts';
import { Canvas } from './canvas.tsx';
import { Drawer } from './drawer.tsx';
import { Header } from './header.tsx';
import { NodeList } from './nodeList.tsx';
import { type GraphPage, useGraph } from './useGraph.ts';
import { useGraphKeys } from './useGraphKeys.ts';
import { useSelection } from './useSelection.ts';
import { useViewport, type Viewport } from './useViewport.ts';

const forever = new AbortController().signal;
const secondClickMs = 250;

/** The page of a graph, of a run or of a workflow file. */
export function GraphApp({ host }: { readonly host: Host<GraphContract> }) {
  const page = useGraph(host);
  const viewport = useViewport(page.graph);
  const [asList, setAsList] = useState(host.state.asList === true);
  const [drawer, setDrawer] = useState(false);
  const selection = useSelection(page, viewport);
  const { selectedId } = selection;
  const opening = useRef<ReturnType<typeof setTimeout>>(undefined);
  const selected = page.graph?.nodes.find(({ id }) => id === selectedId);
  const showList = () => {
    host.keep({ asList: !asList });
    setAsList(!asList);
  };
  const actions = {
    select: (id: string) => {
      selection.choose(id, { focus: true });
      setDrawer(!page.isFile || (page.graph?.nodes.find((node) => node.id === id)?.problems.length ?? 0) > 0);
    },
    // Nothing may move below the mouse before it is known that no second click follows.
    click: (id: string) => {
      clearTimeout(opening.current);
      selection.choose(id, { focus: true, stay: true });
      opening.current = setTimeout(() => actions.select(id), secondClickMs);
    },
    toggle: page.toggle,
    enter: (id: string) => {
      clearTimeout(opening.current);
      enter(page, id);
    },
    clear: () => setDrawer(false),
  };
  // What the details would hide comes into sight.
  viewport.resized.current = drawer ? selection.bringSelected : undefined;
  useGraphKeys({ page, viewport, selection, asList, drawer, setDrawer, showList, actions });
  return (
    <div class="graph">
      <Header page={page} asList={asList} onList={showList} onFit={viewport.showAll} onZoom={viewport.zoomBy} />
      <Notices page={page} />
      <div class="body">
        <main aria-label={t('Graph')}>
          <Picture page={page} viewport={viewport} asList={asList} selectedId={selectedId} actions={actions} />
        </main>
        {drawer && selected && <Drawer page={page} node={selected} onClose={() => setDrawer(false)} />}
      </div>
    </div>
  );
}

interface PictureProps {
  readonly page: GraphPage;
  readonly viewport: Viewport;
  readonly asList: boolean;
  readonly selectedId: string | undefined;
  readonly actions: Parameters<typeof useGraphKeys>[0]['actions'];
}

function Picture({ page, viewport, asList, selectedId, actions }: PictureProps) {
  const { graph, broken, trouble } = page;
  const states = page.isFile ? undefined : page.states;
  if (!graph) {
    if (trouble !== undefined || broken) return <p class="empty">{broken ? t('The file cannot be drawn yet.') : ''}</p>;
    return (
      <p class="empty" role="status">
        {t('Reading the graph…')}
      </p>
    );
  }
  if (graph.nodes.length === 0) return <p class="empty">{t('This graph has no nodes.')}</p>;
  if (asList)
    return (
      <NodeList graph={graph} states={states} selectedId={selectedId} select={actions.select} toggle={actions.toggle} />
    );
  return <Canvas graph={graph} states={states} viewport={viewport} selectedId={selectedId} {...actions} />;
}

function Notices({ page }: { readonly page: GraphPage }) {
  const { graph, broken, trouble } = page;
  const problems = broken ?? graph?.problems ?? [];
  return (
    <div class="notices">
      {trouble !== undefined && (
        <p class="bad" role="alert">
          <Icon name="cross" /> {trouble}{' '}
          <button type="button" class="plain" onClick={page.refetch}>
            {t('Try Again')}
          </button>
        </p>
      )}
      {graph?.notice === 'damaged' && (
        <p class="warn" role="status">
          <Icon name="warning" /> {t('The workflow of this run is no longer kept: its nodes are shown without lines.')}
        </p>
      )}
      {broken && graph && (
        <p class="warn" role="status">
          <Icon name="warning" /> {t('The file cannot be drawn as it stands. This is the graph of before.')}
        </p>
      )}
      {problems.length > 0 && (
        <ul>
          {problems.slice(0, 5).map(({ severity, code, message }) => (
            <li key={`${code} ${message}`} class={severity === 'error' ? 'bad' : 'warn'}>
              <Icon name="warning" /> {message} <span class="quiet">{code}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Double click and Enter twice: a workflow opens its graph, a file its text, a node its span in the trace. */
function enter(page: GraphPage, id: string): void {
  const node = page.graph?.nodes.find((one) => one.id === id);
  if (!node) return;
  const { range } = node;
  if (page.isFile && range) page.act(() => page.client.call('revealRange', { range, focus: true }, forever));
  else if (node.level) page.setLevel(id);
  else if (!page.isFile)
    page.act(async () => {
      const { spans } = await page.client.call('getNode', { node: id }, forever);
      await page.client.call('openSpan', { spanId: spans[0]?.spanId }, forever);
    });
}
