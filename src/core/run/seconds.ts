/** A duration in whole seconds, for people: `12 s`. */
export function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
