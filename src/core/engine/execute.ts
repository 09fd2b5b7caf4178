import type { HeldRun } from './durableBackend.ts';
import type { Flight } from './flight.ts';
import { cacheKeyOf } from './flightRules.ts';
import type { LeafDefinition, NodeRunner } from './nodeRunner.ts';

/** Runs an attempt and lets it land with what came of it; one with `cache` lands with what was recorded before, if anything was. */
export function execute(flight: Flight, runner: NodeRunner, held: HeldRun): void {
  if (!flight.task.node.cache) {
    run(flight, runner);
    return;
  }
  held.cached(cacheKeyOf(flight.task)).then(
    (hit) => {
      if (hit) flight.land({ kind: 'output', output: hit.output, cached: true });
      else run(flight, runner);
    },
    (error: unknown) => flight.land({ kind: 'error', error }),
  );
}

function run(flight: Flight, runner: NodeRunner): void {
  const { task, signal } = flight;
  try {
    runner.run(task.node as LeafDefinition, task.input, flight, signal).then(
      (output) => flight.land({ kind: 'output', output }),
      (error: unknown) => flight.land({ kind: 'error', error }),
    );
  } catch (error) {
    flight.land({ kind: 'error', error });
  }
}
