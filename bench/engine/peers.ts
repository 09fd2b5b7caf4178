/** A runner of another project: milliseconds for a graph whose nodes do this work, eight in flight. */
export type Peer = (needs: readonly (readonly number[])[], work: (i: number) => Promise<unknown>) => Promise<number>;

/** LangGraph.js: supersteps with a barrier after each. */
export async function createLangGraph(): Promise<Peer> {
  const { Annotation, END, START, StateGraph } = await import('@langchain/langgraph');
  return async (needs, work) => {
    const State = Annotation.Root({ last: Annotation<number>({ reducer: (_, b) => b, default: () => 0 }) });
    const graph = new StateGraph(State);
    const needed = new Set(needs.flat());
    needs.forEach((_, i) => {
      graph.addNode(`n${i}`, async () => {
        await work(i);
        return { last: i };
      });
    });
    needs.forEach((row, i) => {
      if (row.length === 0) graph.addEdge(START, `n${i}`);
      else
        graph.addEdge(
          row.map((need) => `n${need}`),
          `n${i}`,
        );
      if (!needed.has(i)) graph.addEdge(`n${i}`, END);
    });
    const compiled = graph.compile();
    const beganAtMs = performance.now();
    await compiled.invoke({}, { recursionLimit: needs.length + 10, maxConcurrency: 8 });
    return performance.now() - beganAtMs;
  };
}

/** Mastra: it knows sequences and parallel groups, so a graph becomes its layers. */
export async function createMastra(): Promise<Peer> {
  const { createStep, createWorkflow } = await import('@mastra/core/workflows');
  const { z } = await import('zod');
  return async (needs, work) => {
    const any = z.any();
    const step = (i: number) =>
      createStep({
        id: `n${i}`,
        inputSchema: any,
        outputSchema: any,
        execute: async () => {
          await work(i);
          return { last: i };
        },
      });
    let workflow = createWorkflow({ id: 'bench', inputSchema: any, outputSchema: any });
    for (const layer of layersOf(needs))
      workflow = layer.length === 1 ? workflow.then(step(layer[0] ?? 0)) : workflow.parallel(layer.map(step));
    const run = await workflow.commit().createRun();
    const beganAtMs = performance.now();
    const { status } = await run.start({ inputData: {} });
    if (status !== 'success') throw new Error(`Mastra ended with ${status}`);
    return performance.now() - beganAtMs;
  };
}

/** p-queue with a topological order by hand: no time-outs, no retries, no events. */
export async function createPQueue(): Promise<Peer> {
  const { default: PQueue } = await import('p-queue');
  return async (needs, work) => {
    const dependents: number[][] = needs.map(() => []);
    needs.forEach((row, i) => {
      for (const need of row) dependents[need]?.push(i);
    });
    const missing = needs.map(({ length }) => length);
    const queue = new PQueue({ concurrency: 8 });
    const add = (i: number) => {
      void queue.add(async () => {
        await work(i);
        for (const next of dependents[i] ?? []) {
          missing[next] = (missing[next] ?? 0) - 1;
          if (missing[next] === 0) add(next);
        }
      });
    };
    const beganAtMs = performance.now();
    needs.forEach((row, i) => {
      if (row.length === 0) add(i);
    });
    await queue.onIdle();
    return performance.now() - beganAtMs;
  };
}

function layersOf(needs: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const level: number[] = [];
  const layers: number[][] = [];
  needs.forEach((row, i) => {
    const at = row.length === 0 ? 0 : 1 + Math.max(...row.map((need) => level[need] ?? 0));
    level[i] = at;
    layers[at] ??= [];
    layers[at].push(i);
  });
  return layers;
}
