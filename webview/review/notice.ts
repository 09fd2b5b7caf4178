/** A line under the header: what was just done, or what went wrong. */
export interface Notice {
  readonly tone: 'good' | 'bad' | 'warn';
  readonly text: string;
  readonly undo?: boolean;
}
