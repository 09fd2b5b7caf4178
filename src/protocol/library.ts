/** Where something that runs use comes from: the program, or the workspace's own `.loopwright`. */
export type LibraryOrigin = 'built-in' | 'workspace';

/** A place in a file of the workspace; `line` counts from 1. */
export interface FilePlace {
  /** Absolute path. */
  readonly path: string;
  readonly line: number;
}

/** An agent, for the Agents view. */
export interface AgentRow {
  readonly name: string;
  readonly description: string;
  readonly from: LibraryOrigin;
  /** Nodes of it that are in work now, over all processes. */
  readonly running: number;
  /** The model that its manifest names; undefined: that of the run. */
  readonly model: string | undefined;
  /** Name of the prompt that it speaks by; undefined when it has none. */
  readonly prompt: string | undefined;
  /** Where the workspace declares it. */
  readonly at: FilePlace | undefined;
}

/** A prompt, for the Prompts view. */
export interface PromptRow {
  readonly name: string;
  readonly from: LibraryOrigin;
  readonly description: string;
  /** undefined when something is wrong with it. */
  readonly version: number | undefined;
  /** A built-in prompt of this name is not used because of it. */
  readonly overrides: boolean;
  /** The first error. */
  readonly problem: string | undefined;
  readonly at: FilePlace | undefined;
}

/** An input of a workflow. One without a default is required. */
export interface InputView {
  readonly name: string;
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'list' | 'map';
  readonly description: string | undefined;
  readonly default: unknown;
  readonly required: boolean;
  readonly enum: readonly unknown[] | undefined;
}

/** A workflow, for the Workflows view. */
export interface WorkflowRow {
  readonly name: string;
  readonly from: LibraryOrigin;
  readonly description: string;
  /** It stands in the place of a built-in one of its name. */
  readonly overrides: boolean;
  readonly inputs: readonly InputView[];
  readonly problem: string | undefined;
  readonly at: FilePlace | undefined;
}

/** A fact that runs have proved or a person wrote down. `file` is an absolute path. */
export interface MemoryRow {
  readonly id: string;
  readonly about: string;
  readonly place: 'kept' | 'learnt' | 'global';
  /** 0 to 1. */
  readonly confidence: number;
  /** How it is known, one line; undefined where nothing is said. */
  readonly evidence: string | undefined;
  /** When it was proved last: ISO 8601, UTC. */
  readonly verified: string | undefined;
  readonly file: string;
}

/** What a tool takes. `type` as JSON Schema names it, or `any`. */
export interface ToolInputView {
  readonly name: string;
  readonly type: string;
  readonly description: string | undefined;
  readonly required: boolean;
}

/** A tool of agents or workflows. */
export interface ToolRow {
  readonly name: string;
  readonly from: LibraryOrigin;
  readonly description: string;
  readonly inputs: readonly ToolInputView[];
  /** `looks`: reads the copy. `asks`: asks the person. `runs`: starts programs in the sandbox. `step`: is a step of workflows only. */
  readonly does: 'looks' | 'asks' | 'runs' | 'step';
  /** It says that it needs the network; whether it is given any is the policy's to say. */
  readonly network: boolean;
  /** Agents that have it without a node naming it. */
  readonly agents: readonly string[];
  /** A built-in tool of this name counts instead. */
  readonly hidden: boolean;
  /** The command of a declared tool. */
  readonly command: readonly string[] | undefined;
  readonly at: FilePlace | undefined;
}

/** What the views ask about what runs use. Reads only, save `eject` and `forgetFact`. `workspace` is an absolute path. */
export interface LibraryCalls {
  readonly listAgents: { readonly input: { readonly workspace: string }; readonly output: readonly AgentRow[] };
  readonly listPrompts: { readonly input: { readonly workspace: string }; readonly output: readonly PromptRow[] };
  readonly listWorkflows: { readonly input: { readonly workspace: string }; readonly output: readonly WorkflowRow[] };
  readonly listTools: { readonly input: { readonly workspace: string }; readonly output: readonly ToolRow[] };
  readonly listMemory: { readonly input: { readonly workspace: string }; readonly output: readonly MemoryRow[] };
  /** Removes a fact from where it lies, and gives its file. Throws `memory.unknown`. */
  readonly forgetFact: {
    readonly input: { readonly workspace: string; readonly id: string };
    readonly output: { readonly file: string };
  };
  /** A tool in words. Throws `tool.unknown`. */
  readonly describeTool: {
    readonly input: { readonly workspace: string; readonly name: string };
    readonly output: { readonly text: string };
  };
  /** The text of what comes with the program. Throws `prompt.unknown` and `workflow.unknown`. */
  readonly getBuiltIn: {
    readonly input: { readonly kind: 'prompt' | 'workflow'; readonly name: string };
    readonly output: { readonly text: string };
  };
  /** Copies what comes with the program into the workspace and gives the file's absolute path; never overwrites. */
  readonly eject: {
    readonly input: { readonly workspace: string; readonly kind: 'prompt' | 'workflow'; readonly name: string };
    readonly output: { readonly path: string };
  };
}
