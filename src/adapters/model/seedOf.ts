/** A seed goes with temperature 0 even when none is given: both ask for the same answer each time. */
export function seedOf(request: { readonly seed?: number; readonly temperature?: number }): number | undefined {
  return request.seed ?? (request.temperature === 0 ? 0 : undefined);
}
