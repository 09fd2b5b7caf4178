import { Environment } from '@marcbachmann/cel-js';

/** How much one expression may be and do. Sizes in characters, steps in iterations of all(), map() and so on together. */
export const expressionLimits = { characters: 4_000, nodes: 500, depth: 32, steps: 50_000 } as const;

/** The name under which the step counter is in the scope; authors may not use it. */
export const stepsName = 'steps__';

/**
 * Counts the iterations of one evaluation. Throwing alone would not end it: all() and exists() go on after an error, as
 * CEL asks for. So they are given the value that ends them, and the caller asks `exceeded` afterwards.
 */
export class StepCounter {
  #steps = 0;

  get exceeded(): boolean {
    return this.#steps > expressionLimits.steps;
  }

  /** Counts one turn; false once there were too many. */
  more(): boolean {
    this.#steps += 1;
    return !this.exceeded;
  }
}

/**
 * The CEL environment of workflows. CEL keeps int and double apart, but JSON has one kind of number, which arrives as
 * double: mixed arithmetic is allowed here, so that `inputs.count + 1` means what it says.
 */
export function createCelEnvironment({
  nodes,
  depth,
}: {
  readonly nodes: number;
  readonly depth: number;
}): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: nodes, maxDepth: depth },
  });
  for (const [operator, apply] of arithmetic) {
    const mixed = (left: number | bigint, right: number | bigint) => apply(Number(left), Number(right));
    environment.registerOperator(`double ${operator} int: double`, mixed);
    environment.registerOperator(`int ${operator} double: double`, mixed);
  }
  environment.registerOperator('double % double: double', (left: number, right: number) => left % right);
  environment.registerType('Steps', StepCounter);
  environment.registerVariable(stepsName, 'Steps');
  environment.registerFunction('Steps.more(): bool', (steps: StepCounter) => steps.more());
  environment.registerFunction('Steps.none(): bool', (steps: StepCounter) => !steps.more());
  environment.registerFunction('Steps.count(dyn): dyn', (steps: StepCounter, value: unknown) => {
    if (!steps.more()) throw new Error('too many iterations');
    return value;
  });
  return environment;
}

const arithmetic: readonly (readonly [string, (left: number, right: number) => number])[] = [
  ['+', (left, right) => left + right],
  ['-', (left, right) => left - right],
  ['*', (left, right) => left * right],
  ['/', (left, right) => left / right],
  ['%', (left, right) => left % right],
];
