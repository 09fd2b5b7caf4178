// What the benchmarks use of their peers. They are installed only when a benchmark runs, so the compiler cannot ask them.

declare module 'diff-match-patch' {
  class Matcher {
    Match_Distance: number;
    patch_make(before: string, after: string): object[];
    patch_apply(patches: object[], text: string): [string, boolean[]];
  }

  export { Matcher as default };
}

declare module '@mariozechner/pi-coding-agent' {
  interface Operations {
    readFile(path: string): Promise<Buffer>;
    writeFile(path: string, content: string): Promise<void>;
    access(path: string): Promise<void>;
  }
  interface EditTool {
    execute(id: string, input: { path: string; edits: { oldText: string; newText: string }[] }): Promise<unknown>;
  }
  function createEditTool(cwd: string, options: { operations: Operations }): EditTool;
}

declare module '@google/gemini-cli-core' {
  interface Parameters {
    file_path: string;
    instruction: string;
    old_string: string;
    new_string: string;
  }
  function calculateReplacement(
    config: object,
    context: { params: Parameters; currentContent: string },
  ): Promise<{ newContent: string; occurrences: number }>;
}

declare module '@openai/agents-core' {
  function applyDiff(input: string, diff: string): string;
}

declare module 'gpt-tokenizer/encoding/o200k_base' {
  function countTokens(text: string): number;
}

declare module '@langchain/langgraph' {
  interface Channel {
    readonly channel: unique symbol;
  }
  interface Compiled {
    invoke(input: object, options: { recursionLimit: number; maxConcurrency: number }): Promise<unknown>;
  }
  class StateGraph {
    constructor(state: object);
    addNode(name: string, run: () => Promise<object>): void;
    addEdge(from: string | string[], to: string): void;
    compile(): Compiled;
  }
  function Annotation<T>(options: { reducer: (a: T, b: T) => T; default: () => T }): Channel;
  namespace Annotation {
    function Root(channels: Record<string, Channel>): object;
  }
  const START: string;
  const END: string;
}

declare module '@mastra/core/workflows' {
  interface Step {
    readonly id: string;
  }
  interface Workflow {
    then(step: Step): Workflow;
    parallel(steps: Step[]): Workflow;
    commit(): Workflow;
    createRun(): Promise<{ start(input: { inputData: object }): Promise<{ status: string }> }>;
  }
  interface Shape {
    id: string;
    inputSchema: unknown;
    outputSchema: unknown;
  }
  function createStep(step: Shape & { execute(): Promise<object> }): Step;
  function createWorkflow(workflow: Shape): Workflow;
}

declare module 'p-queue' {
  class PQueue {
    constructor(options: { concurrency: number });
    add(work: () => Promise<unknown>): Promise<unknown>;
    onIdle(): Promise<void>;
  }

  export { PQueue as default };
}

declare module '@dagrejs/dagre' {
  class Graph {
    setGraph(options: object): void;
    setDefaultEdgeLabel(label: () => object): void;
    setNode(id: string, size: { width: number; height: number }): void;
    setEdge(from: string, to: string): void;
  }
  const graphlib: { readonly Graph: typeof Graph };
  function layout(graph: Graph): void;

  export { graphlib, layout };
}

declare module 'minisearch' {
  class MiniSearch {
    constructor(options: { fields: string[]; searchOptions?: { boost?: Record<string, number> } });
    add(document: object): void;
    search(text: string): { id: number }[];
  }

  export { MiniSearch as default };
}

declare module '@orama/orama' {
  interface Index {
    readonly index: unique symbol;
  }
  function create(options: { schema: Record<string, string> }): Index;
  function insert(index: Index, document: object): Promise<string>;
  function search(index: Index, question: object): Promise<{ hits: { id: string }[] }>;
}

declare module 'vectra' {
  interface Found {
    score: number;
    item: { id: string };
  }
  class LocalIndex {
    constructor(folder: string);
    createIndex(): Promise<void>;
    beginUpdate(): Promise<void>;
    endUpdate(): Promise<void>;
    insertItem(item: { id: string; vector: number[]; metadata: object }): Promise<unknown>;
    queryItems(vector: number[], text: string, k: number): Promise<Found[]>;
  }
}
