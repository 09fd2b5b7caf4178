import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { isAbort, messageOf } from '../../src/base/errors.ts';
import type {
  GraphContract,
  GraphProblemView,
  GraphView,
  NodeStatesView,
  StatesMark,
} from '../../src/protocol/graph.ts';
import type { Host } from '../shared/host.ts';
import { NodeStates } from './nodeStates.ts';

/** What is known of the run, beside its nodes. */
export type RunFacts = Omit<NodeStatesView, 'states' | 'whole' | 'mark'>;

/** The graph on screen and everything that can be asked of it. */
export interface GraphPage {
  readonly client: Host<GraphContract>['client'];
  /** The page shows a workflow file, not a run. */
  readonly isFile: boolean;
  readonly graph: GraphView | undefined;
  /** Of a file that cannot be drawn as it stands: what is wrong with it. The graph is then an older one. */
  readonly broken: readonly GraphProblemView[] | undefined;
  readonly run: RunFacts | undefined;
  readonly states: NodeStates;
  readonly trouble: string | undefined;
  setLevel(level: string): void;
  /** Draws a node open, or closed. */
  toggle(id: string): void;
  refetch(): void;
  /** Asks for something; what goes wrong is shown. Never rejects. */
  act(action: () => Promise<unknown>): void;
}

const forever = new AbortController().signal;
/** How long changes are gathered before they are asked for. */
const pauseMs = 60;

/** Fetches the graph and keeps it and its states fresh. */
export function useGraph(host: Host<GraphContract>): GraphPage {
  const { client } = host;
  const isFile = typeof host.state.file === 'string';
  const [view, setView] = useState(() => ({
    level: typeof host.state.level === 'string' ? host.state.level : '',
    open: Array.isArray(host.state.open) ? host.state.open.filter((id) => typeof id === 'string') : ([] as string[]),
  }));
  const [graph, setGraph] = useState<GraphView>();
  const [broken, setBroken] = useState<readonly GraphProblemView[]>();
  const [trouble, setTrouble] = useState<string>();
  const newest = useRef(0);
  const tell = (error: unknown) => {
    if (!isAbort(error)) setTrouble(messageOf(error));
  };

  const fetchGraph = async (wanted: typeof view) => {
    const turn = ++newest.current;
    try {
      const found = await client.call('getGraph', wanted, forever);
      if (turn !== newest.current) return;
      if (found.graph) setGraph(found.graph);
      setBroken(found.graph ? undefined : found.problems);
      setTrouble(undefined);
    } catch (error) {
      if (turn === newest.current) tell(error);
    }
  };
  const refetch = () => void fetchGraph(view);
  const latest = useRef(refetch);
  latest.current = refetch;

  useEffect(() => {
    host.keep(view);
    latest.current();
  }, [host, view]);
  const drawn = useRef(false);
  drawn.current = graph !== undefined;
  useEffect(() => {
    const changed = client.on('didChangeGraph', () => latest.current());
    // A run that has only just begun names its workflow a moment later.
    const wentOn = client.on('didChangeStates', () => {
      if (!drawn.current) latest.current();
    });
    return () => {
      changed.dispose();
      wentOn.dispose();
    };
  }, [client]);
  const { run, states } = useStates(host, isFile, tell);

  return {
    client,
    isFile,
    graph,
    broken,
    run,
    states,
    trouble,
    setLevel: (level) => setView({ level, open: view.open }),
    toggle: (id) =>
      setView({
        ...view,
        open: view.open.includes(id) ? view.open.filter((one) => one !== id) : [...view.open, id],
      }),
    refetch,
    act: (action) => {
      setTrouble(undefined);
      action().catch(tell);
    },
  };
}

/** The states of the nodes, asked for whenever something happened in the run. */
function useStates(host: Host<GraphContract>, isFile: boolean, tell: (error: unknown) => void) {
  const { client } = host;
  const states = useMemo(() => new NodeStates(), []);
  const [run, setRun] = useState<RunFacts>();
  const told = useRef(tell);
  told.current = tell;
  useEffect(() => {
    if (isFile) return undefined;
    let mark: StatesMark | undefined;
    let busy = false;
    let again = false;
    let open = true;
    const pull = async () => {
      again = true;
      if (busy) return;
      busy = true;
      while (again && open) {
        again = false;
        try {
          const found = await client.call('getNodeStates', { since: mark }, forever);
          if (found && open) {
            const { states: changed, whole, mark: next, ...facts } = found;
            mark = next;
            states.apply({ states: changed, whole });
            setRun(facts);
          }
        } catch (error) {
          told.current(error);
        }
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
      busy = false;
    };
    void pull();
    const changed = client.on('didChangeStates', () => void pull());
    const clock = setInterval(() => states.tick(), 1_000);
    return () => {
      open = false;
      changed.dispose();
      clearInterval(clock);
    };
  }, [client, isFile, states]);
  return { run, states };
}
