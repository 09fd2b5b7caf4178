import { CodedError } from '../../../base/errors.ts';
import { createStructuredAgent } from '../../agent/structuredAgent.ts';
import type { JsonSchema } from '../../workflow/definition.ts';
import { agentTurns, listing, rulesFor } from './agentPorts.ts';
import { changeSoFar } from './changeSoFar.ts';
import type { DeclaredTool } from './declaredToolNode.ts';
import { fields } from './nodeInput.ts';
import type { NodeHandler } from './nodeScope.ts';
import { soundResolutions } from './soundResolutions.ts';

/** An agent that answers with data. */
export interface StructuredRole {
  /** Its name, in the log and for the model. */
  readonly agent: string;
  /** The prompt it speaks by; its own name unless told. */
  readonly prompt?: string;
  /** The only tools it may use, of those that the node allows. */
  readonly tools?: readonly string[] | undefined;
  readonly output: JsonSchema;
  /** Answers of the model at most, where its prompt does not say less. */
  readonly maxTurns?: number | undefined;
  /** Commands that the workspace declares, which it is given where it or the node names them. */
  readonly declared?: Readonly<Record<string, DeclaredTool>>;
}

/** Looks with its tools and answers with data that fits its schema. Throws `agent.gaveUp` and `reply.invalid`. */
export function structuredNode(role: StructuredRole): NodeHandler {
  const { agent: name, prompt = name, tools, output, declared = {}, maxTurns = Infinity } = role;
  return async (input, scope, signal) => {
    const turns = await agentTurns(scope, { name: prompt, agent: name, tools, declared }, signal);
    const parameters = { ...turns.ports.parameters };
    if (maxTurns < (parameters.maxTurns ?? Infinity)) parameters.maxTurns = maxTurns;
    const agent = createStructuredAgent({ ...turns.ports, parameters, name, outputSchema: output });
    const rules = await rulesFor(scope, { input, files: turns.files }, signal);
    const values = {
      ...(rules ? { rules } : {}),
      ...input,
      listing: await listing(turns.files, signal),
      ...(name === 'review' ? { change: await changeSoFar(scope, signal) } : {}),
    };
    const turn = await agent.next(turns.prompt.message(values), signal);
    if (turn.kind === 'exhausted') throw scope.ports.budget.exhausted();
    const { log } = scope.ports;
    if (turn.kind === 'gave-up') {
      await log.append({ type: 'agent.gaveUp', agent: name, why: turn.why }, signal);
      throw new CodedError('agent.gaveUp', `The agent ${name} came to no answer: ${turn.why}`);
    }
    if (turn.explanation !== '')
      await log.append({ type: 'agent.explained', agent: name, text: turn.explanation }, signal);
    return name === 'merge' ? soundResolutions(input, turn.output) : withoutContradiction(turn.output);
  };
}

/** A verdict that approves in spite of an error approves nothing: a schema cannot say that. */
function withoutContradiction(output: unknown): unknown {
  const verdict = fields(output);
  const findings = Array.isArray(verdict.findings) ? verdict.findings : [];
  const isWrong = findings.some((finding) => fields(finding).severity === 'error');
  return verdict.approved === true && isWrong ? { ...verdict, approved: false } : output;
}
