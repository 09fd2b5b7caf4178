/** An argument that is often forgotten: its text, put last or first, and how likely it is to be the one. */
export interface UsualArgument {
  readonly text: string;
  readonly prior: number;
  readonly first?: true;
}

/** What a language and its library are used for wrongly again and again. Names only: no operator asks which language it is. */
export interface LanguageIdioms {
  /** Methods that are called without arguments: named alone, the call was forgotten. */
  readonly bareMethods: ReadonlySet<string>;
  /** Methods and functions that change nothing: as a statement of its own their result is lost. */
  readonly pure: ReadonlySet<string>;
  /** Forgotten arguments by the callee's last name and the number of arguments that are given. */
  readonly usualArguments: Readonly<Record<string, readonly UsualArgument[]>>;
  /** A value put through a function, by what stands for it. `$` is the value. */
  readonly conversions: readonly (readonly [form: string, prior: number])[];
  /** What an iterable is put through when its elements are of another kind than the loop takes. */
  readonly iterations: readonly (readonly [form: string, prior: number])[];
  /** Names that are taken for one another, one array per family: those that are not among the profile's. */
  readonly siblings: readonly (readonly string[])[];
  /** Empty collections. */
  readonly empties: readonly string[];
  /** A key is in a table: more than that its value is true. */
  has(key: string, table: string): readonly string[];
  /** Lists of the elements from `from` to `to`, either of which can be absent. */
  slice(list: string, from: string | undefined, to: string | undefined): string;
}
