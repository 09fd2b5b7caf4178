/** A known weakness, and the one command that closes it; undefined where nothing on this machine does. */
export interface SandboxGapView {
  readonly text: string;
  readonly remedy: string | undefined;
}

/** A back end as it was found on this machine. `elsewhere`: it belongs to another platform, and was not tried. */
export interface BackEndView {
  readonly name: string;
  readonly state: 'works' | 'limited' | 'missing' | 'elsewhere';
  /** Runs of this machine use it. */
  readonly used: boolean;
  /** Its version, or why it does not work. */
  readonly detail: string;
  readonly remedy: string | undefined;
  readonly gaps: readonly SandboxGapView[];
}

/** What a command may do, one sentence; `from` names what says so: a mode, a rule of a file, or the sandbox itself. */
export interface PolicyStatement {
  readonly topic: 'code' | 'edits' | 'reads' | 'writes' | 'network' | 'processes' | 'environment' | 'limits';
  readonly text: string;
  readonly from: string;
}

/** The sandbox of this machine, and what commands of a workspace may do in it. */
export interface SandboxReport {
  readonly workspace: string;
  readonly platform: string;
  /** Who chose: the person, in `file`, or nobody. */
  readonly chosenBy: 'person' | 'platform';
  readonly file: string;
  readonly backEnds: readonly BackEndView[];
  readonly policy: readonly PolicyStatement[];
}
