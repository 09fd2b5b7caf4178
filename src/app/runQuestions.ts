import { CodedError } from '../base/errors.ts';
import { answerOf, answerSignal, maxAnswerLength, openQuestions } from '../core/run/personQuestions.ts';
import type { Redact } from '../core/run/runLog.ts';
import type { WaitingQuestion } from '../protocol/questions.ts';
import type { QuestionAnswer } from './loopwright.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/**
 * Answers what an agent of a run asks, whichever process runs it, or none. Throws `question.notWaiting`, `question.ambiguous`
 * when several wait and none is named, and `question.badAnswer` for one that is empty or too long.
 */
export async function answerQuestion(
  { store }: WorkspaceSession,
  { run, node, text, redact }: QuestionAnswer & { readonly redact: Redact },
  signal: AbortSignal,
): Promise<WaitingQuestion> {
  const open = openQuestions(await store.read(run.runId, 0, signal));
  const names = open.map((one) => one.node).join(', ');
  const [first, second] = open;
  if (node === undefined && second)
    throw new CodedError('question.ambiguous', `Several agents of the run ask: ${names}.`, {
      hint: 'Name the node that you answer.',
    });
  const asked = node === undefined ? first : open.find((one) => one.node === node);
  if (!asked)
    throw new CodedError('question.notWaiting', `${node ?? 'No agent'} of the run ${run.runId} asks nothing now.`, {
      hint: names === '' ? 'A plan that waits for a yes is answered with: loopwright approve' : `These ask: ${names}.`,
    });
  const answer = answerOf(asked, text);
  if (answer === '') throw new CodedError('question.badAnswer', 'The answer is empty.');
  if (answer.length > maxAnswerLength)
    throw new CodedError(
      'question.badAnswer',
      `The answer has ${answer.length} characters; at most ${maxAnswerLength} are passed on.`,
    );
  await store.append(
    run.runId,
    [{ type: 'signal.sent', name: answerSignal(asked), value: { answer: redact(answer) } }],
    signal,
  );
  return asked;
}
