import { useEffect, useRef, useState } from 'preact/hooks';
import { nodeOfLine } from './neighbours.ts';
import type { GraphPage } from './useGraph.ts';
import type { Viewport } from './useViewport.ts';

const forever = new AbortController().signal;

/** What is selected, and how that is seen. */
export interface Selection {
  readonly selectedId: string | undefined;
  /** `focus`: the keyboard goes there, and of a file the text is selected. `stay`: the picture is not moved. */
  choose(id: string, how: { readonly focus: boolean; readonly stay?: boolean }): void;
  bringSelected(): void;
}

/** Keeps what is selected; of a file it follows the cursor. */
export function useSelection(page: GraphPage, viewport: Viewport): Selection {
  const [selectedId, setSelectedId] = useState<string>();
  const focused = useRef<string | undefined>(undefined);
  const latestId = useRef(selectedId);
  latestId.current = selectedId;
  const { graph, client } = page;
  const bring = (id: string | undefined) => {
    const node = graph?.nodes.find((one) => one.id === id);
    if (!node) return;
    const { x, y, width, height } = node;
    viewport.bring({ left: x, top: y, right: x + width, bottom: y + height });
  };
  const choose: Selection['choose'] = (id, { focus, stay = false }) => {
    const node = graph?.nodes.find((one) => one.id === id);
    if (!node) return;
    setSelectedId(id);
    const { range } = node;
    if (!stay) bring(id);
    if (!focus) return;
    // What is selected already is drawn: waiting for the next drawing would take the keyboard from an editor later.
    if (id === latestId.current) elementOf(id)?.focus({ preventScroll: true });
    else focused.current = id;
    if (page.isFile && range) page.act(() => client.call('revealRange', { range, focus: false }, forever));
  };
  // Once it is drawn.
  useEffect(() => {
    if (focused.current === undefined || focused.current !== selectedId) return;
    elementOf(selectedId)?.focus({ preventScroll: true });
    focused.current = undefined;
  });
  const follow = useRef((_line: number): void => undefined);
  follow.current = (line) => {
    const id = graph && nodeOfLine(graph, line);
    if (id !== undefined && id !== selectedId) choose(id, { focus: false });
  };
  useEffect(() => {
    const moved = client.on('didMoveCursor', ({ line }) => follow.current(line));
    return () => moved.dispose();
  }, [client]);
  return { selectedId, choose, bringSelected: () => bring(selectedId) };
}

/** The element of a node, in the picture or in the list. */
function elementOf(id: string): HTMLElement | SVGElement | null {
  return document.querySelector<HTMLElement | SVGElement>(`[data-id="${CSS.escape(id)}"]`);
}
