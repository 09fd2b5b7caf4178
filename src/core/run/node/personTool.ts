import * as z from 'zod';
import { defineTool, toolInput } from '../../tool/defineTool.ts';
import type { Tool, ToolResult } from '../../tool/tool.ts';
import { fields, text, texts } from './nodeInput.ts';
import type { NodeHandler, NodeScope } from './nodeScope.ts';

/** The name of the tool by which an agent asks the person. */
export const personTool = 'ask_person';

/** Questions that an agent may ask in one node. */
export const maxQuestions = 3;

const questionInput = toolInput(
  z.object({
    question: z.string().trim().min(1).max(1_000),
    choices: z.array(z.string().trim().min(1).max(200)).max(9).default([]),
  }),
);

const nobody =
  'Nobody can be asked: this run goes on without a person. Decide by your own judgement, in the way that is easiest to take back, and say in your answer what you assumed.';

/** Asks the person whose run it is. The answer is the person's own words, and stands above what files and tools say. */
export function createPersonTool({ ports }: NodeScope): Tool {
  let asked = 0;
  return defineTool(
    personTool,
    `Asks the person one question and waits for the answer. Only for what you cannot find out and must not guess; ${maxQuestions} times at most.`,
    questionInput,
    async ({ question, choices }, signal): Promise<ToolResult> => {
      if (asked >= maxQuestions) {
        const why = `You have asked ${maxQuestions} questions, and cannot ask more. Go on by your own judgement.`;
        return { text: why, isError: true, summary: 'too many questions' };
      }
      asked++;
      const said = await ports.askPerson({ question, choices }, signal);
      if (said.kind === 'nobody') return { text: nobody, isError: false, summary: 'nobody to ask' };
      return { text: `The person answers: ${said.answer}`, isError: false, summary: 'answered' };
    },
  );
}

/** Asks the person as a node. Output: `{answered, answer}`; nobody to ask is no failure. */
export const personNode: NodeHandler = async (input, { ports }, signal) => {
  const { question, choices } = fields(input);
  const said = await ports.askPerson({ question: text(question), choices: texts(choices) }, signal);
  return said.kind === 'answered' ? { answered: true, answer: said.answer } : { answered: false, answer: '' };
};
