import type { Objective, OptimiserBudget } from '../manifest/optimiserFields.ts';
import type { PromptTemplate } from './promptTemplate.ts';

/** The newest form of prompt files that this program reads. */
export const promptFormat = 1;

/** A value that a prompt is given. */
export interface PromptInput {
  readonly description: string;
  /** What stands for it when it is not given; undefined when it must be given. */
  readonly default: string | undefined;
  /**
   * It is known when the run begins, comes from the program and stays the same: only such inputs may stand in the stable
   * part, and they are not fenced. Every other value is data.
   */
  readonly stable: boolean;
}

/** The parameters of a model call that a prompt may declare. */
export type ParameterName = 'temperature' | 'maxOutputTokens' | 'maxTurns' | 'model' | 'editFormat';

/** What a parameter may be set to; `default` is what runs use, where the prompt says. */
export interface PromptParameter {
  readonly default?: number;
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly (number | string)[];
}

/** What an optimiser is asked to make better, by how much spending, and what it may change. */
export interface OptimiserSettings {
  /** Most important first. */
  readonly objectives: readonly Objective[];
  readonly budget: OptimiserBudget;
  /** `text` is the wording of the prompt; the others are among its parameters. */
  readonly change: readonly ('text' | ParameterName)[];
}

/** A prompt as its file says it. */
export interface PromptFile {
  readonly name: string;
  /** Counts up with each change of the text that is worth comparing. */
  readonly version: number;
  readonly agent: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, PromptInput>>;
  readonly parameters: Readonly<Partial<Record<ParameterName, PromptParameter>>>;
  readonly optimise: OptimiserSettings | undefined;
  /** The stable part: the system text of every request. */
  readonly system: PromptTemplate;
  /** The changing part: the first message. Empty when the file has none. */
  readonly message: PromptTemplate;
  /** The file it was read from, as people name it, and its text with line breaks of one character. */
  readonly file: string;
  readonly text: string;
}
