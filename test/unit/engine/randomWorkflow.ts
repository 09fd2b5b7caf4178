import fc from 'fast-check';
import { abortError } from '../../../src/base/abort.ts';
import type { Clock } from '../../../src/base/clock.ts';
import { CodedError } from '../../../src/base/errors.ts';
import type { NodeRunner } from '../../../src/core/engine/nodeRunner.ts';
import type { FailurePolicy, NodeDefinition, WorkflowDefinition } from '../../../src/core/workflow/definition.ts';
import type { Attempt } from '../../fakes/referenceInterpreter.ts';
import { expression, tool, workflow } from './workflowBuilder.ts';

/** A random workflow of leaves with what its nodes do. */
export interface RandomWorkflow {
  readonly definition: WorkflowDefinition;
  readonly attempts: Readonly<Record<string, readonly Attempt[]>>;
  readonly cancelAtMs: number | undefined;
  readonly limit: number;
  readonly seed: number;
}

const attempt = fc.record({
  durationMs: fc.integer({ min: 1, max: 400 }),
  failsWith: fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.constantFrom('a.broke', 'b.broke', 'node.bug') },
  ),
});

const join = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'all' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'any' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('atLeast' as const), count: fc.integer({ min: 1, max: 4 }) }) },
);

const policy = fc.oneof(
  { weight: 1, arbitrary: fc.constant('fail' as const) },
  { weight: 3, arbitrary: fc.constantFrom('skip' as const, 'continue' as const, 'fallback' as const) },
);

const node = fc.record({
  needs: fc.array(fc.nat({ max: 30 }), { maxLength: 4 }),
  join,
  when: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: fc.boolean() }),
  attempts: fc.array(attempt, { minLength: 1, maxLength: 3 }),
  timeoutMs: fc.option(fc.integer({ min: 20, max: 500 }), { nil: undefined, freq: 3 }),
  policy,
  fallback: fc.nat({ max: 2 }),
  retry: fc.record({
    max: fc.integer({ min: 1, max: 3 }),
    backoff: fc.constantFrom('fixed' as const, 'exponential' as const),
    on: fc.constantFrom<readonly string[]>([], ['a.broke'], ['node.timeout', 'b.broke']),
  }),
});

/** Any workflow of up to so many nodes, with at most three fallbacks. */
export function randomWorkflow(most: number): fc.Arbitrary<RandomWorkflow> {
  return fc
    .record({
      nodes: fc.array(node, { minLength: 1, maxLength: most }),
      fallbacks: fc.array(node, { maxLength: 3 }),
      concurrency: fc.integer({ min: 1, max: 6 }),
      limit: fc.integer({ min: 1, max: 8 }),
      cascading: fc.boolean(),
      timeoutMs: fc.option(fc.integer({ min: 50, max: 2_000 }), { nil: undefined, freq: 8 }),
      cancelAtMs: fc.option(fc.integer({ min: 1, max: 1_500 }), { nil: undefined, freq: 8 }),
      seed: fc.nat(),
    })
    .map(({ nodes, fallbacks, concurrency, limit, cascading, timeoutMs, cancelAtMs, seed }) => {
      const attempts: Record<string, readonly Attempt[]> = {};
      // Fractions keep two things from happening at the same moment, where no order would be the right one.
      const unique = (ms: number, i: number, part: number) => ms + (i * 7 + part) * 0.0137;
      const build = (raw: (typeof nodes)[number], i: number, id: string, needs: readonly string[]): NodeDefinition => {
        attempts[id] = raw.attempts.map((one, k) => ({ ...one, durationMs: unique(one.durationMs, i, k) }));
        return tool(id, {
          needs,
          join: raw.join,
          when: raw.when === undefined ? undefined : expression(String(raw.when)),
          timeoutMs: raw.timeoutMs === undefined ? undefined : unique(raw.timeoutMs, i, 4),
          retry: { ...raw.retry, baseMs: unique(10, i, 5), maxMs: 200, jitter: 0.5 },
          onFailure: policyOf(raw, id, fallbacks.length),
        });
      };
      const main = nodes.map((raw, i) =>
        build(raw, i, `n${i}`, i === 0 ? [] : [...new Set(raw.needs.map((need) => `n${need % i}`))]),
      );
      const spare = fallbacks.map((raw, i) => build(raw, nodes.length + i, `f${i}`, []));
      const run = {
        concurrency,
        cancellation: cascading ? ('cascading' as const) : ('isolated' as const),
        timeoutMs: timeoutMs === undefined ? undefined : timeoutMs + 0.00731,
      };
      return {
        definition: workflow([...main, ...spare], { run }),
        attempts,
        cancelAtMs: cancelAtMs === undefined ? undefined : cancelAtMs + 0.00411,
        limit,
        seed,
      };
    });
}

/** Fallbacks fail in other ways, so that no circle of fallbacks comes about. */
function policyOf(raw: { policy: string; fallback: number }, id: string, fallbacks: number): FailurePolicy {
  if (raw.policy !== 'fallback') return { kind: raw.policy as 'fail' | 'skip' | 'continue' };
  if (id.startsWith('f') || fallbacks === 0) return { kind: 'skip' };
  return { kind: 'fallback', node: `f${raw.fallback % fallbacks}` };
}

/** Does what the workflow says and counts how many nodes were ever in flight at once. */
export class ScriptedRunner implements NodeRunner {
  readonly ran: string[] = [];
  most = 0;
  #inFlight = 0;
  readonly #clock: Clock;
  readonly #attempts: RandomWorkflow['attempts'];

  constructor(clock: Clock, attempts: RandomWorkflow['attempts']) {
    this.#clock = clock;
    this.#attempts = attempts;
  }

  async run(
    { id }: NodeDefinition,
    _input: unknown,
    { attempt: number, path }: { attempt: number; path: string },
    signal: AbortSignal,
  ): Promise<unknown> {
    if (signal.aborted) throw abortError(signal);
    this.ran.push(path);
    this.most = Math.max(this.most, ++this.#inFlight);
    try {
      const attempts = this.#attempts[id] ?? [];
      const { durationMs, failsWith } = attempts[Math.min(number, attempts.length) - 1] ?? { durationMs: 1 };
      await this.#clock.sleep(durationMs, signal);
      if (failsWith === 'node.bug') throw new Error('a bug');
      if (failsWith !== undefined) throw new CodedError(failsWith, 'It broke.');
      return `${id}#${number}`;
    } finally {
      this.#inFlight--;
    }
  }
}
